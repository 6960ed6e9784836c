"""The words, idioms, topics and directions that housing_language reads, with their valences.

Valences are on the scale of the general lexicon, -4 to +4, and take the view of an owner or of the
market as a whole: rising sales and prices are good, rising rates, fees and foreclosures are bad.
"""


def _table(groups: dict[float, str]) -> dict[str, float]:
    """Words by valence, turned around: {1.5: "a b"} → {"a": 1.5, "b": 1.5}."""
    return {word: valence for valence, words in groups.items() for word in words.split()}


def _phrases(groups: dict[float, str]) -> dict[tuple[str, ...], float]:
    """Phrases by valence, separated by commas, as tuples of words."""
    return {
        tuple(phrase.split()): valence
        for valence, phrases in groups.items()
        for phrase in phrases.split(",")
    }


WORDS = _table(
    {
        2.5: "immaculate stunning gorgeous turnkey pristine breathtaking dreamy",
        2.0: "thrives thrived flourishing flourish flourishes revival revived revive revives "
        "windfall optimism lifeline spacious charming remodeled renovated updated upgraded sunny "
        "sunlit walkable cozy "
        "airy landscaped thriving booming robust resilient well-kept well-maintained "
        "move-in-ready bullish rosy seamless effortless trustworthy stress-free hassle-free "
        "energy-efficient",
        1.5: "bright modern affordable quiet solid fair rebound rebounds rebounded recovery "
        "recovering bargain sunlight painless on-time appreciation appreciating "
        "oversubscribed brand-new restored dry approved convenient responsive professional "
        "boon lures uptick upswing rebounding turnaround resurgence resurgent unscathed brighter "
        "brightens brightened steadier healthier sturdy generous painlessly reopened reopens "
        "knowledgeable attentive smooth transparent upbeat efficient tailwinds remodel "
        "insulated",
        1.0: "repaired fixed relief hardwood granite amenities fenced",
        0.0: "easement easements asset assets new lot lots mobile gross number like united share "
        "shares interest please well grand "
        "security cash control value values demand top protection dream straight novel "
        "lowest highest low high record",
        -1.0: "aging caution cautious dark narrow vacant older stale sluggish cooling softening "
        "tightening empty missed "
        "bubble slows slowing slowed ancient awkward tiny tired linger lingers lingering "
        "sidelined sidelines drafty headwinds jitters wobble wobbles",
        -1.5: "woes glut oversupply softness shaky stalled stall stalls stalling stuck standstill "
        "gridlock "
        "freeze frozen lockout mired limp limps limping languish languishes languishing struggling "
        "sour sours souring strained strains straining burdened burden burdens setback "
        "setbacks hurdle hurdles wary layoff layoffs bleed bleeding shuttered shutters shutter "
        "shuttering unaffordability cutbacks fallout wobbly hurting pinched overbuilt "
        "cramped dated outdated noisy loud delayed delay delays cracked crack cracks worn "
        "overgrown leak leaks leaking leaky deferred stagnant unsold slowdown downturn "
        "shortage shortages lien liens vacancy vacancies risk squeeze squeezing stained "
        "stain stains clogged peeling sagging musty dingy gloomy shabby potholes litter "
        "graffiti soured evaporates evaporated evaporating stagnating stagnates leaked "
        "stranded pushy unresponsive bleak",
        -2.0: "default defaults defaulted defaulting bankruptcy bankruptcies insolvency downfall "
        "freefall meltdown rout gutted destroyed destroys ravaged ravages homelessness "
        "exodus flee flees fled slashed slashes slash battered battering repossession "
        "repossessions uninsurable moratorium scandal lawsuit gouging displaced displacement "
        "mold moldy mildew rotten rotting rot termite termites asbestos radon sinkhole "
        "flooded floods flooding foreclosed foreclosure foreclosures eviction evictions "
        "overpriced unaffordable fixer-upper lowball lowballed delinquent delinquencies "
        "slump recession bust break-in break-ins burglary warped infested "
        "landfill denied issue issues hassle nightmare slashing fleeing wildfire underwater "
        "undervalued trashed squatters vandalized blight blighted abandoned boarded-up "
        "dilapidated run-down rundown decrepit smelly stench stinks mould mouldy roaches "
        "cockroaches mice rats rodents bedbugs pests sewage ghosted sketchy shady crooked "
        "dishonest misleading unprofessional incompetent evicted bankrupt insolvent bearish "
        "collapsed collapsing caved abandonment plagued eroding eroded",
        -2.5: "crumbling condemned uninhabitable filthy squalid scam scammed fraud burst unlivable "
        "hazardous dire",
    }
)

PHRASES = _phrases(
    {
        3.0: "worth every penny,dream home,second to none,no issues,no problems,no complaints,"
        "no major issues,no leaks,no cracks,nothing wrong",
        2.5: "what recession,what crash,what slump,what downturn,like hotcakes,worst is over,"
        "roars back,roar back,roared back,roaring back,"
        "light at the end of the tunnel,out of the woods,best of both worlds,hidden gem,"
        "move-in ready,move in ready,must see,sold out,soft landing,over asking,more than asking,"
        "more than their asking,stages a comeback,"
        "make a comeback,makes a comeback,"
        "above asking,above list,multiple offers,great bones,won't find a better,can't beat,"
        "couldn't ask for,couldn't be happier,could not be happier,can't go wrong",
        2.0: "shrug off,shrugs off,shrugged off,shrugging off,shake off,shakes off,shook off,"
        "turn the corner,turns the corner,turned the corner,turning the corner,on the mend,"
        "flying start,strong start,catch a break,catches a break,caught a break,"
        "breath of fresh air,"
        "sigh of relief,silver lining,green shoots,dodge a bullet,dodged a bullet,"
        "comes back to life,"
        "back to life,back from the brink,back on its feet,back on their feet,stays afloat,"
        "weathers the storm,weathered the storm,gains momentum,gaining momentum,gain momentum,"
        "picks up steam,picking up steam,gains traction,gaining ground,gains ground,in force,"
        "in full swing,firing on all cylinders,on solid footing,on solid ground,on firm footing,"
        "pile into,piles into,pile back,piling into,flock to,flocks to,flocking to,pours into,"
        "in the black,head start,second wind,shot in the arm,"
        "best year,best month,beats estimates,beat estimates,"
        "beats forecast,tops forecasts,tops expectations,tops estimates,topped forecasts,"
        "topped expectations,better than expected,better than feared,more than forecast,"
        "above expectations,to the upside,lays to rest,a steal,red hot,red-hot,white-hot,"
        "are packed,is packed,standing room only,at full tilt,"
        "brand new,curb appeal,like new,well maintained,on time,hot market,seller's market,"
        "broke ground,gaining strength,short commute,close to parks,no cost,cost nothing,"
        "easy sale,never been easier,bounces back,bounced back,bounce back,bouncing back,"
        "flying off,snapped up,zero hassle,no hassle,hassle free,stress free,"
        "energy efficient,sell fast,sold fast,selling fast,sold quickly,back on track,"
        "outpaced prices,outpace prices,"
        "beat expectations,beats expectations,beat forecasts,beats forecasts,over the moon",
        1.5: "holds up,holding up,held up well,holds firm,hold firm,bottoms out,bottomed out,"
        "found a floor,finds a floor,hits bottom,raises its forecast,raises forecast,"
        "raised its forecast,"
        "lifts forecast,upgrades outlook,makes it easier,make it easier,opens the door,"
        "paves the way,back in the game,keeps pace,keep pace,up to code,saves families,"
        "picked up,picks up,picking up,within reach,"
        "ramp up,ramps up,ramping up,heating up,heats up,heated up,above our offer,threw in",
        1.0: "bidding war,bidding wars",
        0.0: "fixed rate,deed of trust,average home,average homes,average price,average prices,"
        "average rent,average rate,"
        "average buyer,average seller,average size,average lot,average age,average sale,on average,"
        "title company,real estate company,ahead of,"
        "given up for dead,no shortage of,no lack of,of all time,at a glance,how it works,"
        "stress test,short term,long term,front line,dead end,dead heat,"
        "free and clear,at no charge,no strings attached,"
        "sold as,on the market,no later than,not only,credit score,interest rate,gross rent,"
        "real estate,cash flow,earnest money,short sale",
        -1.5: "fewer homes,fewer buyers,fewer sales,lose their shirts,walk off,fed up,"
        "bad to worse,give up,"
        "lose steam,loses steam,losing steam,lost steam,run out of steam,runs out of steam,"
        "losing ground,loses ground,lost ground,on ice,on hold,put on ice,hit the brakes,"
        "hits the brakes,pump the brakes,pumps the brakes,hit pause,hits pause,cold feet,"
        "uphill battle,tough sledding,under pressure,feel the pinch,feels the pinch,"
        "feeling the pinch,sticker shock,tighten belts,bite the bullet,belt tightening,"
        "hits a wall,hit a wall,hits a snag,hit a snag,lock-in effect,cooling off,"
        "back out,backs out,backing out,worse than expected,worse than feared,below expectations,"
        "misses estimates,missed estimates,to the downside,take a hit,takes a hit,took a hit,"
        "shut out,locked out,squeezed out,left out,left behind,slips away,slip away,slipping away,"
        "pile up,piles up,piled up,piling up,cuts its forecast,"
        "cuts forecast,cut its forecast,lowers its forecast,lowers forecast,"
        "needs work,as is,price cut,price cuts,cut the price,sitting for months,"
        "cutting prices,buyer's market,fell short,falling short,falls short,few choices,"
        "hidden fees,last minute,under the contract,below asking,under asking,"
        "needs to be,need to be replaced,needs repair,needs repairs,needs updating,"
        "in need of,weigh on,weighs on,weighed on,weighing on,pull out,pulls out,pulled out,"
        "stay away,stays away,busy street,thin walls,no parking,pull back,pulled back,"
        "scale back,scales back,scaled back,scaling back,gone cold,dried up,dries up,"
        "below our offer",
        -2.0: "at risk of eviction,at risk of foreclosure,at risk of losing,dry up,drying up,"
        "runs dry,ran dry,run dry,grind to a halt,grinds to a halt,"
        "ground to a halt,comes to a halt,come to a halt,comes to a standstill,screeching halt,"
        "pull the plug,pulls the plug,pulled the plug,in the lurch,house of cards,perfect storm,"
        "rude awakening,tip of the iceberg,on the rocks,in the red,throw in the towel,"
        "throws in the towel,threw in the towel,on the brink,on the ropes,in limbo,in jeopardy,"
        "in peril,at risk,on shaky ground,on thin ice,far from over,not out of the woods,"
        "sounds the alarm,sound the alarm,warning sign,warning signs,alarm bells,at a loss,"
        "job cuts,cuts jobs,cut jobs,cutting jobs,lays off,laid off,lay off,laying off,"
        "shuts its doors,shut its doors,closes its doors,closed its doors,shuts down,shut down,"
        "call it quits,calls it quits,cost an arm and a leg,break the bank,lose money,loses money,"
        "lost money,losing money,without heat,without power,without water,no heat,no water,"
        "no relief,no end in sight to,hard hit,hit hard,hits hard,hardest hit,falls victim,"
        "fall victim,worst year,worst month,"
        "fall behind,falls behind,fire sale,shells out,foot the bill,dragging on,drags on,"
        "water damage,fire damage,storm damage,falling behind,fell behind,behind on,"
        "priced out,slashing prices,slash prices,cancelled projects,backed out,fell through,"
        "falling apart,half empty,red flag,red flags,stopped paying,never called,no response,"
        "driving away,knob-and-tube wiring,needs a new,deal breaker,out of control,"
        "out of reach,out of hand,fell apart,falls apart,fall apart,outpaced wages,"
        "outpaced incomes,outpace wages,outpace incomes,lost the bidding war,beyond reach,"
        "lead paint,"
        "miss expectations,misses expectations,missed expectations,missed forecasts,"
        "walk away,walked away",
        -2.5: "files for bankruptcy,filed for bankruptcy,file for bankruptcy,filing for bankruptcy,"
        "declares bankruptcy,declared bankruptcy,goes bankrupt,went bankrupt,chapter 11,chapter 7,"
        "chapter 13,goes under,went under,going under,goes bust,went bust,belly up,"
        "off a cliff,in free fall,in freefall,free fall,death spiral,deep freeze,dead in the water,"
        "down the drain,up in flames,burns down,burned down,burnt down,in ruins,"
        "money pit,rip off,rip-off,waste of,bait and switch,about to burst,worth less than,"
        "more than their house is worth",
    }
)

TOPICS = _table(
    {
        1.0: "price prices value values sales sale demand starts permits confidence sentiment "
        "activity affordability equity income incomes wages jobs construction applications "
        "appraisal appreciation market homebuilding completions showings traffic ownership "
        "homeownership index occupancy yields returns hiring investment profit profits earnings "
        "revenue "
        "buyers turnout visits tours optimism closings orders wealth spirits "
        "morale hopes deals prospects salaries",
        0.6: "inventory supply listings",
        -1.0: "rate rates costs cost fee fees tax taxes premium premiums insurance inflation "
        "unemployment foreclosure foreclosures delinquency delinquencies default defaults eviction "
        "evictions vacancy vacancies layoffs rent rents payments debt crime shortage filings "
        "cancellations arrears bankruptcies homelessness losses backlog layoff fears worries "
        "concerns "
        "complaints scams fraud break-ins burglaries burglary robberies thefts theft homicides "
        "murders "
        "violence arson damage delays disputes lawsuits failures repossessions poverty anxiety "
        "pressure pressures "
        "uncertainty risk risks tariffs commute commutes pollution vandalism overdoses expenses "
        "bills burden foreclosed recession slump bankruptcy claims pain woes headwinds "
        "violations injuries deaths accidents shootings",
    }
)

DIRECTIONS = _table(
    {
        2.5: "surge surges surged surging soar soars soared soaring skyrocket skyrockets "
        "skyrocketed skyrocketing jump jumps jumped jumping spike spikes spiked spiking doubled "
        "tripled boom booms boomed rocketed",
        2.0: "raise raises raised raising hike hikes hiked rise rises rose risen rising climb "
        "climbs climbed climbing grow grows grew grown "
        "growing growth increase increases increased increasing gain gains gained gaining rebound "
        "rebounds rebounded recover recovers recovered higher high stronger strengthened rally "
        "rallied accelerated elevated highest creeping crept above highs record "
        "warms warmed warming swell swells swelled swelling strengthen strengthens "
        "accelerates mounting mount top tops topped topping widen widens widened",
        -2.0: "cut cuts cutting slash slashes slashed slashing trim trims trimmed waive waives "
        "waived fall falls fell fallen falling drop drops dropped dropping decline declines "
        "declined declining decrease decreases decreased decreasing dip dips dipped dipping slide "
        "slides "
        "slid sliding slip slips slipped slipping ease eases eased easing cool cools cooled lower "
        "low lowest shrink shrinks shrank shrinking weaker weakened retreat retreated softened "
        "reduced fewer sank sink sinking below lows "
        "narrow narrows narrowed fade fades faded fading subside subsides subsided recede recedes "
        "receded abate abates abated sour sours soured dwindle dwindles dwindled dwindling wane "
        "wanes waned thaw thaws thawed sags sag sagged minimal "
        "erode erodes eroding eroded vanish vanishes vanished evaporate evaporated weaken weakens",
        -2.5: "plunge plunges plunged plunging plummet plummets plummeted plummeting crash crashes "
        "crashed crashing tumble tumbles tumbled tumbling collapse collapses collapsed collapsing "
        "slump slumps slumped slumping nosedive halved",
    }
)
COMPOUNDS = {
    tuple(phrase.split()): valence
    for valence, phrases in {
        1.0: "homeownership rate,ownership rate,occupancy rate,occupancy rates,approval rate,"
        "approval rates,employment rate,credit scores,credit score,homes sold,homes sell,"
        "affordability index,graduation rate,graduation rates",
        -1.0: "time on market,time on the market,days on market,days on the market,jobless claims,"
        "vacancy rate,vacancy rates,default rate,default rates,"
        "delinquency rate,delinquency rates,foreclosure rate,foreclosure rates,eviction rate,"
        "eviction rates,crime rate,crime rates,poverty rate,jobless rate,unemployment rate,"
        ""
        "unemployment claims,benefit claims,insurance claims,foreclosure starts,"
        "foreclosure activity,"
        "foreclosure filings,price cuts,price reductions,lumber prices,gas prices,gasoline prices,"
        "energy prices,food prices,material prices,materials prices,steel prices,insurance prices,"
        "copper prices,closing costs,crime index,vacancy index,months of supply,cost of living,"
        "cost of homes,cost of housing,price of lumber,unsold homes,unsold inventory,"
        "shadow inventory,housing shortage,canceled contracts,behind on their mortgages,"
        "empty homes,vacant homes,zombie homes,underwater homes,underwater mortgages,"
        "insurance rates,loan losses,empty offices",
    }.items()
    for phrase in phrases.split(",")
}
"""Topics of several words, which mean another thing than their last word alone."""
FIXTURES = (
    "roof kitchen bathroom bathrooms hvac plumbing wiring furnace windows deck appliances carpet "
    "carpets paint floors flooring siding boiler heater fence driveway septic foundation "
    "insulation "
    "cabinets countertops"
)
"""New ones are good; of new homes, laws and figures nobody knows."""
PHRASES |= {("new", thing): 1.5 for thing in FIXTURES.split()}
