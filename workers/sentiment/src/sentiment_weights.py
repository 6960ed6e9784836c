"""Weights of words and pairs of words, in log-odds. Generated: do not edit.

Learned by ``python -m sentiment_training`` from "Sentiment Labelled Sentences" (Kotzias et al.,
"From Group to Individual Labels Using Deep Features", KDD 2015; UCI Machine Learning Repository,
CC BY 4.0). ``not_x`` is x behind a negator; ``#+ #- #+not #-not`` multiply valences.
"""

# One line: a weight, and the features that have it, divided by bars.
_TABLE = r"""
-4.2 not_waste
-3.53 bad
-3.26 not_back
-2.86 poor
-2.82 not_work
-2.67 terrible
-2.65 bland|the worst
-2.6 slow
-2.52 wasn't
-2.41 junk
-2.34 there's
-2.32 at best
-2.1 #+not
-1.99 not
-1.95 no
-1.89 cheap
-1.8 garbage
-1.76 didn't
-1.72 can't
-1.71 rude
-1.65 disappointment|not_how
-1.64 doesn't
-1.58 clearly
-1.53 not_buy
-1.52 dont|holes
-1.47 not_ever
-1.41 average
-1.35 return
-1.31 breaks|not_pay
-1.3 cannot|joke
-1.27 lacked
-1.25 rated
-1.24 lame
-1.23 not_believe
-1.21 unreliable
-1.19 avoid
-1.15 else|stupid|very disappointed
-1.14 kept
-1.13 worst
-1.11 feeling
-1.1 turn
-1.09 kind of
-1.07 company|soon
-1.06 waiting|waiting for
-1.05 let
-1.04 live|none|not_enough
-1.03 computer|kind
-1.02 fried
-1.01 good way|guess
-1 avoid this|problem
-0.97 a joke|cold|nothing
-0.96 cover|tasteless
-0.94 started|used to
-0.93 a great|direction
-0.92 crap|hard to
-0.91 line|never
-0.9 elsewhere|horrible|sucks
-0.87 unfortunately
-0.86 forever|please
-0.85 boring|don't|not good|not_hard|review
-0.84 a few|poorly
-0.83 low quality
-0.82 of junk|sick
-0.8 sorry
-0.78 awful|trash|you clearly
-0.76 acting is
-0.74 describe
-0.73 asked
-0.72 because it|player
-0.71 away from|return it|rude and|to return
-0.7 better and|finally|for good|not_bother|vomited
-0.69 not_take|the least|within
-0.68 dialogue|the dialogue|use the
-0.67 a below|gonna|not_mistake|same mistake
-0.66 expected
-0.65 this show
-0.64 buying|came|lacks|not_impressed|the unit|wired
-0.62 appalling|waited
-0.61 i guess|the acting|the plot|unit
-0.6 fat|not_because|not_real|overpriced|took
-0.59 and flavorless|flavorless|person
-0.57 hoping for|not_worth|the burgers|was hoping
-0.56 just plain|that came
-0.55 chinese|difficult|not_fit|ridiculous
-0.54 disappointing|fails|not_plot|not_right
-0.53 best|cheaply|cheaply made|thinking|wooden
-0.52 average at|not_edible|was average|you're
-0.51 give it|item|literally|rubber|spend|spend your
-0.5 a bit|bit
-0.49 anytime soon|found a|music
-0.48 not_eat|plug|unsatisfactory
-0.47 color|fair|fair at|is fair|item for|save|save your
-0.46 careful|conversations|empty|mean this|sure|very careful
-0.45 come in|disappointed with|ed|good for|not_like|not_mean|to describe
-0.44 anyone could|disappointed i|not_whatsoever|sucked
-0.43 30 min|be honest|because the|definitely not|glad i|location|my order|pay to
-0.42 above the|acting was|brought a|mid|the direction
-0.41 be desired|been created|desired|here leaves|internet|machine|total|turn on
-0.4 ending|not_eyes|probably|stars i|volume is|zero|zero stars
-0.39 closed down|hasn't|hasn't closed|impressive that|is impressive|my rating|not_closed|not_eating
-0.39 unbelievable|very long|worse than
-0.38 buy this|costs|place good|the garbage|why was
-0.37 feel like|money back|not_fresh|script|want my
-0.36 back and|bad i|business|complaint|limited|not_script
-0.35 flick|maybe|nonsense|not_tasty|off|put|saying
-0.34 anytime|everything is|gas|not impressed|served|volume
-0.33 an inexpensive|asked for|better quality|buyers remorse|example|example of|expected better
-0.33 gross|have expected|highly unrecommended|i wish|inexpensive piece|not_buyers|not_certain
-0.33 not_remorse|packed|pretty gross|remorse on|still have|take my|unrecommended|was packed
-0.33 we asked|wish i|would still
-0.32 a drive|advise everyone|all means|as part|be fooled|drive to|everyone do|i advise|it took
-0.32 means|no action|not_action|not_fooled|portions|racial|sprint
-0.31 ?|a night|are terrible|be returning|breaks really|clip|disapointing|disapointing results
-0.31 easy on|giving up|is beyond|night of|nobody|not_returning|plastic breaks|q|the plastic
-0.31 the server|this clip|unreliable i'm
-0.3 as unbelievable|not_flavor|stories were|unbelievable as
-0.29 an ultra-cheap|because i|done in|eating|extremely uninteresting|great disappointment
-0.29 headphones|hours later|i started|i'm returning|lazy|mishima is|not work|not_refund|poor and
-0.29 returned|returned 8|returning|returning them|second movie|thai|trouble|ultra-cheap
-0.29 ultra-cheap look|uninteresting|was done|was poor
-0.28 a disapoinment|a particular|angle for|disapoinment|i feel|intelligence|not worth|not_either
-0.28 offensive|on like|other party|other person|particular angle|party to|the bt
-0.27 a product|bother go|costs as|ease than|expect it|far better|greater|greater ease|i expect
-0.27 of watching|please don't|product that|store|that costs|the store|to anyone|with greater
-0.27 work far
-0.26 5 wired|access|access was|acting|barely comprehensible|bought 5|buds|buds only|changing
-0.26 charisma-free|ear buds|frightening in|headphones that|i've bought|instance|instance that
-0.26 internet access|is charisma-free|know how|last moto|lead man|mistake i|moto|moto phone
-0.26 not_comprehensible|not_frightening|not_least|not_scenes|one ear|only play|plan to|plastic
-0.26 play music|rare instance|return the|skip|sound better|sure is|that sound|the lead|the plug
-0.26 the rare|this sure|was fine|watching this|wired headphones|word|you plan
-0.25 a week|airline|airline food|and under-services|ball|battery runs|be over-priced
-0.25 better consumer|consumer|consumer experience|do love|down quickly|dropped the|eat airline
-0.25 expect|expected a|experience from|extremely slow|food quality|found kabuki|from motorola
-0.25 i'd expected|just dropped|kabuki|kabuki to|love sushi|not fit|not_item|of trash|over-hip
-0.25 over-hip and|over-priced|rather eat|runs|runs down|the ball|under-services|watched
-0.24 acceptable|are engaging|because|buying from|engaging or|exciting|frozen|is acceptable
-0.24 not_engaging|not_tones|or exciting|the tones|time buying|tones is|unless|work for
-0.23 after all|an ending|an old|away|been great|been handled|better|blew|blew up|broke|by competent
-0.23 competent|competent people|crashed|crashed completely|easily|going back|great had|handled by
-0.23 instruction|instruction manual|it replaced|jerry falwell|lasted|lasted one|like an|manual
-0.23 manual is|no plot|not jerry|not_falwell|not_jerry|phone crashed|replaced|replacement|stinks
-0.23 that would've|the instruction|then blew|would've|would've been
-0.22 a word|before|bites|breaks easily|completely grossed|earbud|earbud piece|forever to|grossed
-0.22 grossed out|negative|not_taste|not_word|over fried|piece breaks|plain|stomach|switch|takes
-0.22 takes forever
-0.21 again because|and both|and non-customer|and texture|both were|but fails|cheap plastic
-0.21 flavor and|flaws|focused|focused new|have flavor|hitchcock logic|logic|logic flaws|luck
-0.21 luck to|new management|non-customer|non-customer service|not_calls|not_says|of how|of luck
-0.21 plot|product|service focused|since it|so cheaply|the rude|the usual|usual hitchcock
-0.21 was tasteless|we'll|we'll never
-0.2 a breakfast|abound|all costs|ambiance isn't|an hour|audience that|avoid at|be dining|better at
-0.2 bodes|bodes for|breakfast i|business and|bye|bye bye|bye to|can come|can cook|chinese forgeries
-0.2 contacts|cook|cook can|dining at|done 100|dozen or|during a|each of|feel|forgeries
-0.2 forgeries abound|have done|have several|hopefully this|hour for|hundred|hundred contacts
-0.2 imagine|imagine the|new there|not buy|nothing new|of business|of sending|ok|or several
-0.2 pandering|pandering to|sabotages|sabotages most|say bye|sending|sending each|several dozen
-0.2 several hundred|that sabotages|the fun|then imagine|this bodes|this pandering|times better|tip
-0.2 tip lady|to charge|useless|waited an|we waited|your tip
-0.19 a simple|a three-pack|and suspension|artistic|artistic freedom|as cheap|battery lasts|break
-0.19 breakage|breakage is|can tolerate|clear of|defective|disbelief|don't buy|efforts|end were
-0.19 female character|few hours|football|football scenes|for artistic|forth|freedom and
-0.19 future efforts|genuine palm|grease|incorrectness|incorrectness very|is unacceptible|lasts only
-0.19 let this|not_mind|of disbelief|over rated|palm replacementr|pens|perplexing|political
-0.19 political incorrectness|recommend waiting|replacementr|replacementr pens|scenes at
-0.19 simple little|slavic|slavic female|steer|steer clear|suspension|suspension of|the breakage
-0.19 the football|the genuine|the slavic|their future|three-pack|to talk|to turn|tolerate
-0.19 tolerate political|unacceptible|were perplexing|which come
-0.18 a good|aggravating|am sorry|amazing is|and character|aren't|authentic about|barely edible
-0.18 be amazing|believable about|burgers aren't|certainly do|character than|depth|depth and
-0.18 difficult to|disgusting|distinction in|doughy|doughy and|few minutes|fondue|garlic|garlic in
-0.18 hate|helpful to|her salad|i certainly|i paid|instructions provided|is doughy|it's aggravating
-0.18 lines|look right|man underneath|mess|more depth|much garlic|not mean|not_authentic
-0.18 not_believable|not_distinction|not_instructions|nothing authentic|nothing believable|paid
-0.18 pizza which|provided were|relationship|relief|smell|some relief|sorry i|the fondue
-0.18 the instructions|the theatre|theatre|theatre for|this distinction|to walk|underneath
-0.18 underneath it|walk|walk out|website and|were helpful|which used|within 2
-0.17 a loud|and face|antena|balance|best way|beware|buyer beware|buzzing|buzzing to|clicks
-0.17 clicks into|coaster|coaster scene|cold they|contstruct|contstruct hinge|could enjoy
-0.17 could flush|describe it|easily because|edible|enjoy this|flush|flush money|foot|foot into
-0.17 from owners|get smudged|here since|hinge|how anyone|how disappointed|how long|i'd let
-0.17 i've lived|i've stepped|is unreliable|it clicks|it touches|known|lame would|let that
-0.17 lived here|long that|loud buzzing|major|maybe if|mechanism|mechanism would|money right
-0.17 my computer|not_cold|override|override all|plot well|poorly contstruct|right down|roller
-0.17 roller coaster|screen does|see how|service use|since 1979|small and|smudged|smudged easily
-0.17 software to|somewhat edible|started to|stepped|stepped foot|that makes|that mechanism
-0.17 the toilet|tinny|to override|toilet|totally unnecessary|touches|touches your|train
-0.17 train roller|unnecessary|unnecessary train|unreliable as|use antena|vibe from|weird vibe
-0.17 weren't|weren't cold|won't|wonder how|you how|you like|you wonder|your conversations
-0.16 a bland|a steak|ago and|an unsatisfactory|and hearts|art work|baby greens|basically|be rushed
-0.16 been better|better if|bisque|bisque soup|bland vinegrette|crumby|crumby and|director hadn't
-0.16 extremely crumby|greens|greens and|hadn't|hadn't spent|hard enough|hearts of|helpful
-0.16 i sometimes|immediately|is zillion|it probably|lacked imagination|lobster|lobster bisque
-0.16 lukewarm|mirrormask|mirrormask last|movie showcasing|my salad|night and|not_busy
-0.16 not_imagination|not_noteworthy|not_spent|not_understand|own art|pretty tasteless
-0.16 probably would|putting|rushed|salad had|saw mirrormask|showcasing|showcasing his|soup
-0.16 soup which|spends|spends more|spent most|staff spends|static|strike|strike 2|table|talking
-0.16 talking to|that noteworthy|the baby|the lobster|the table|the whole|themselves than
-0.16 time talking|times away|to themselves|unsatisfactory experience|very cheap|vinegrette on
-0.16 wait for|wants|wants to|was lukewarm|wasn't busy|well as|who wants|wife had|your staff|zillion
-0.16 zillion times
-0.15 a doubt|as barren|as dry|back for|barren|barren as|bathroom mid|broken|couldn't understand
-0.15 customer|customer service|doubt the|dry|dry and|dumb|faster|fries are|fries i've|gonna buy
-0.15 i vomited|is gonna|it zero|looked like|malta|malta settings|mid lunch|mind|mind is
-0.15 movie faster|negatively|negatively review|never walked|not_doubt|not_walked|not_watch
-0.15 not_worst|pizza|results|review this|right mind|settings|settings are|so boring|storyline
-0.15 storyline was|the malta|the storyline|their right|this company|to negatively|turn it|vibe
-0.15 vomited in|walked out|wasted|were zero|worst fries|writing is
-0.14 1/2|a business|a chilly|a mistake|a six|abstruse|abstruse culture|also potentially|an author
-0.14 and kitchy|atrocious|author|author living|barely stomach|behind the|below-par|below-par script
-0.14 borrowed|borrowed much|business lunch|can't save|carrell|carrell can't|certainly pulls|cg
-0.14 cg opening|chilly|chilly abstruse|complain because|created on|culture|decent hamburger
-0.14 dialogue is|disrespected|drain your|earlier classic|ericsson|ericsson but|ever seen
-0.14 felt disrespected|first used|for god's|for sony|fry it|god's|god's sake|hamburger
-0.14 impressed with|in space|inch|inch long|insulted or|is atrocious|is unbearably|issues for
-0.14 it drain|it unwatchable|kitchy|living working|long piece|many issues|microsoft
-0.14 microsoft slideshow|mistake|more insulted|my salsa|no punches|not_cast|not_drain|not_having
-0.14 not_insulted|not_meal|not_meat|not_punches|not_save|not_stomach|of wire|on microsoft
-0.14 only worked|or felt|ordered this|phone's|plantronics 510|potentially|potentially fry
-0.14 predictably|predictably and|pulls|pulls no|really wanted|reflected|right one|sake|salad
-0.14 save this|sequence in|short film|six|six inch|slideshow|slideshow for|sony ericsson
-0.14 space looked|speaking|speaking of|stomach the|talented carrell|talk|thats when|the below-par
-0.14 the cg|the earlier|the meal|the plantronics|the talented|there's really|this short|to keep
-0.14 unbearably|unbearably predictably|unremarkable|unremarkable movie|unwatchable|unwatchable was
-0.14 wanted the|was reflected|which borrowed|wire|wire in|worked once|working in|your player
-0.13 a primal|a warmer|an appetizer|and cartel|and took|another 10|appetizer|appetizer and
-0.13 because there's|being kept|both|brain|brain will|camelback|camelback flower|card|cartel
-0.13 cartel coffee|character developments|charges|charges for|coffee|could tell|developments
-0.13 developments also|dirty|ed me|eyes as|few seconds|flower shop|here's|here's where|hurt your
-0.13 i hate|impulse|impulse of|in depth|kept under|letdown|like rubber|machine twirling|me off
-0.13 not recommend|not stand|not_depth|not_hurt|not_lower|not_stand|of self-preservation|ordered
-0.13 ordered an|pi|pi ed|pizza another|potatoes were|premise|primal|primal impulse|really pi
-0.13 rubber and|self-preservation|servers|shop|shop and|shut-down|shut-down as|sprint charges|staff
-0.13 tell they|the bad|the camelback|the potatoes|the script|this gets|to shut-down|took 40
-0.13 total letdown|twirling|twirling around|under a|warmer|washing|washing machine|watching washing
-0.13 were like|where the|will attempt|your brain|your eyes
-0.12 1.3|1.3 megapixels|a lassie|act|act in|although rated|an impressive|as possible|audio
-0.12 back cold|be glad|been put|came back|case because|cover up|doesn't wear|drift|drift away
-0.12 ear outlet|earth|earth as|eat at|fall well|feature is|flawed|freedom|from earth|giving
-0.12 glad that|gonna drift|high resolution|i kept|i literally|images|images that|important light
-0.12 impressive 1.3|isn't|lassie|lassie movie|light sensor|literally vomited|lover|lover avoid
-0.12 megapixels|messaging|messaging feature|never ever|not tasty|not_wear|other reviewer|pay me
-0.12 products|products cover|put to|rated at|really tricky|renders|renders images|resolution
-0.12 reviewer said|sensor|sensor above|sleep|sound|sushi lover|text|text messaging|that fall
-0.12 that you're|the important|the q|the text|these products|they came|to sleep|tricky|tricky to
-0.12 vomited while|wear well|while watching|you act|you're gonna
-0.11 a fresh|a living|a waste|an empty|and eggs|and thats|attitudes|attitudes grow|authentic thai
-0.11 batch|batch of|been twice|being nice|come|defeats|defeats the|each|ears|eggs|else where
-0.11 experience that|fare|fit the|flops|flops around|for authentic|for pancakes|found offensive
-0.11 fresh batch|get smaller|go else|grow|grow rapidly|have stayed|have watched|hollow|hollow shell
-0.11 i'm translating|inflate|it defeats|living and|management attitudes|maybe it's|min for
-0.11 money elsewhere|my ears|my intelligence|not_great|not_min|not_sizes|of flops|of fries
-0.11 offensive to|pancakes and|portions get|prices inflate|product is|purpose|purpose of|rapidly
-0.11 sent|sent with|shell|shell of|shouldn't|shouldn't take|since the|sizes they|smaller
-0.11 smaller and|something warm|stay in|take 30|thai food|thats|thats being|the purpose
-0.11 their vegetarian|they brought|they sent|thinking yay|thoroughly disappointed|three sizes
-0.11 translating|translating movies|vegetarian fare|waitress|warm but|was thinking|watched their
-0.11 working experience|would stay|yay|yay something|year working
-0.1 a gas|a toasted|abysmal|and racial|are enough|attached|attached to|back anytime|beyond abysmal
-0.1 business dinner|cover girl|dinner dollars|dollars|dollars elsewhere|english|english muffin
-0.1 enough racial|gas station|girl is|good sign|how can|i'll take|jokes|jokes to|mediocre|mic there
-0.1 muffin|muffin that|my business|not_sign|offend|offend everyone|out untoasted|racial jokes
-0.1 racial stereotypes|rarely|she ordered|stereotypes|stereotypes and|the ambiance|to offend
-0.1 toasted english|untoasted|value|was attached
0.1 a lesser|a motorola|all horror|and working|are working|around my|brilliant piece|certainly would
0.1 data cable|definitely go|doesn't slide|fine now|finished|finished and|from slipping|full
0.1 glad the|grip|grip prevents|had ordered|horror movies|i'm glad|just fine|lesser|lesser film
0.1 motorola data|my hand|not_around|not_slide|obvious choice|one ranks|park|park is|prevents
0.1 prevents my|priced also|punishment|punishment park|ranks|ranks way|scream|scream movies|seeing
0.1 slide around|slipping|slipping out|speaker|that's how|the grip|the scream|we'd|we'd definitely
0.1 well finished|working just|working product|yet
0.11 a hoot|a powerhouse|achievement|actors on|along with|and along|and hilarious|and wish|bars
0.11 bars and|battery below|be dangerous|below two|brick|brick oven|brutal|brutal violence
0.11 business itself|came out|celebrity|control|culture's|culture's disturbing|dangerous
0.11 director neil|distorted|distorted interpretations|disturbing fascination|do recommend|donut
0.11 donut place|dreams from|enjoyment|enjoyment we|even though|fame|fascination|fascination with
0.11 flowed|flowed smoothly|gem|go wrong|happen|happen next|have yet|hilarious and|hilarious comedy
0.11 hoot|i miss|in philadelphia|including|inside emotions|interpretations|interpretations of
0.11 it's distorted|labute|labute uses|learn a|lost|male-bonding|male-bonding scenes|miss|miss it
0.11 more timely|movie business|movie well|nachos|nachos are|neil labute|never tell|new battery
0.11 not_run|now perhaps|of fame|old man|other senior|our culture's|our enjoyment|oven|philadelphia
0.11 play games|plot flowed|powerhouse|powerhouse achievement|presence shined|pretty easy
0.11 real inside|recommend these|run|run around|run this|screen presence|screen with|senior
0.11 senior actors|seperate|seperate dreams|she carries|shined|shined thought|smoothly and|tell what
0.11 the casting|the male-bonding|the nachos|the quality|the seafood|the touching|them run
0.11 this donut|this new|though there|thought even|timely|timely now|to happen|to run|to seperate
0.11 touching drama|two bars|uses|uses brutal|violence|violence to|wish they|with celebrity
0.11 without charging|wrong with|yet to|you learn
0.12 a delight|a lasting|a song|after the|against|against your|and seated|away when|but titta
0.12 call and|can carry|carry|carry out|cases i've|choose|choose from|classic|completely perfect
0.12 cut off|di|di girolamo|enter the|extra|extra minutes|features i|few months|film leaves|finds my
0.12 get cut|get extra|girolamo|girolamo will|greeted|greeted and|haul|i enter|impression|it finds
0.12 it rests|lasting impression|lightly against|long haul|menu|my cell|not_bulky|not_cut|not_good
0.12 not_off|not_perfect|of roth's|one seems|other cases|pearls|perfect but|phone right|promptly
0.12 promptly greeted|quick|rests|rests lightly|right away|roth's|roth's pearls|seated|sister|song
0.12 stars for|stay with|stuff|than you'd|the vision|theater|this another|this understated|thought
0.12 time after|titta|titta di|to choose|too bulky|tried normally|try this|understated film|vision
0.12 vision of|were promptly|who found|will stay|worthwhile|you'd expect
0.13 accessible|accessible films|and art|and dance|art movies|best headset|brief|buffet is
0.13 dance under|decorated|european films|getting quite|go watch|hard plastic|is pricey|leave the
0.13 like european|like this|long time|most accessible|new|of peter|peter watkins|plastic cases
0.13 pricey|pricey but|prompt service|ps|setup went|surprisingly|sushi on|tacos|the aerial|the hard
0.13 the stars|theater wanting|this buffet|under the|very smoothly|wanting|wanting to|watkins most
0.13 well-done|were well-done|who like|will leave|will like
0.14 a national|and white|become a|bread is|considered|course the|enhanced|enhanced the|everything
0.14 everything pretty|fact|felt|footage from|good show|grainy|great place|headset works|in-house
0.14 is worth|made in-house|many words|national|national treasure|not_words|only enhanced
0.14 pretty well|riveted|riveted to|sat riveted|simply incredible|sometimes|the bread|the footage
0.14 the tv|things considered|treasure|tv screen|very comfortable|very fresh|was grainy|well done
0.14 wild|words to
0.15 10 plus|a wait|always full|and use|and usually|chicken was|crepe|crepe station|description said
0.15 driving in|every single|fits|full but|good price|hear while|i'm driving|is simple
0.15 is wonderfully|it's loudest|jawbone i|long battery|loudest|loudest setting|loves|makes it
0.15 not_put|plus if|put it|replace it|series a|single|sound is|television|television series
0.15 terrific|the crepe|the jawbone|this television|to put|to replace|usually|usually don't
0.15 while i'm|wonderfully
0.16 a beautiful|and grace|any firehouse|anything to|been simpler|big 10|complain about|definately
0.16 definately go|dignity|dignity and|firehouse|fresh and|grace|had anything|handles|handles some
0.16 in phoenix|issues with|it handles|memorable|my oy-vey|not_anything|not_simpler|oy-vey
0.16 oy-vey scale|phoenix|phoenix that|places in|sandwich just|scale|sets that|setup couldn't
0.16 shocking|shocking spoiler|some tough|spoiler here|the few|to complain|tough|tough issues
0.16 understanding|with dignity|would definately
0.17 a gung|absolute|absolute must|an absolute|any set|array|array of|as exemplars|bacon is|be used
0.17 beef|clean and|convincing|designer|exemplars|exemplars for|for anyone|gung|gung ho|heaven|hella
0.17 hella salty|ho|ho marine|is hella|marine|marine was|must visit|salty|sam|sam shepard's|sauce is
0.17 series|set designer|shepard's|shepard's portrayal|sobering|treo|used as|visit|was sobering
0.18 !|a signal|actually turned|appreciate|as b-list|b-list|b-list horror|bad as|bruschetta
0.18 bruschetta all|could eat|couldn't|decent as|devine|eat their|enjoyed|gets the|good product
0.18 horror suspense|i need|indeed|invented|invented this|is devine|keeps|not_regret|other verizon
0.18 plenty|plenty of|pretty decent|regret it|shouldve|shouldve invented|signal|signal when
0.18 someone shouldve|sooner|staff was|still|surrounding|suspense films|the ending|their bruschetta
0.18 this sooner|though|to tell|turned out|verizon phones|very attentive
0.19 a schizophrenic|accident|accident and|affected|affected more|although he|an excellent
0.19 anyone but|been owed|best film|by accident|children|children 1|conflict has|damn|damn good
0.19 educational|educational for|father|film gives|for children|gives meaning|good steak
0.19 he portrayed|him worse|history of|human conflict|in real|john|like my|meaning to
0.19 murdered anyone|my father|not_history|not_murdered|of human|owed|owed by|phrase|portrayed
0.19 portrayed someone|real life|robert ryans|ryans|ryans best|samsung|schizophrenic
0.19 schizophrenic in|second world|so during|so few|someone like|stars|the history|the phrase
0.19 the subtle|town|very educational|very pleased|war|war which|was affected|was robert|world war
0.19 you'll
0.2 able|able to|are mesmerising|bluetooth excelent|buffet and|church|delight|excelent|excelent buy
0.2 fans|fans of|is excellent|is still|like|linked|linked to|loved the|main players|mesmerising
0.2 not_effort|plantronics bluetooth|players|players are|saw this|taste|without effort
0.21 a naughty|amaze me|an extraordinary|and evil|and sublimely|art|baxendale|baxendale is
0.21 beautifully|but deadly|cheerfull|cheerfull at|credible|credible lady|deadly|deadly in|dish
0.21 dish was|evil|extraordinary film|flavourful|friendly and|helen|helen baxendale|her taste
0.21 is both|just looks|kieslowski|kieslowski never|lady macbeth|looks like|macbeth who|naughty
0.21 naughty girl|not_amaze|platter|platter is|quite flavourful|raw|raw and|shot|shot in
0.21 sometimes she|sublimely|sublimely moving|taste for|the veggitarian|this dish|through|to amaze
0.21 veggitarian|veggitarian platter|very cheerfull|very credible
0.22 a feel-good|device|feel-good|feel-good film|felt when|horror|how i|infatuated|infatuated with
0.22 is light|killer|not_internet|sticks|still infatuated|vegas buffet
0.23 brilliance|clear|family restaurant|genius|human|more interesting|on ordering|ordering
0.23 ordering from|pda|pda rocks|plan on|rocks|this pda|thus|works as|wow
0.24 a massive|and thin|arrived quickly|courtroom|dark|forget it|italian|just screams|legit|legit in
0.24 massive|my book|not_forget|part|pretty rare|rare here|screams|screams legit|somethat's
0.24 somethat's also|thin|was fresh
0.25 creates|eclectic|eclectic selection|joy to|lovely|skype|super|tried
0.26 9/10|a wonderful|and ambiance|assure|assure you|can assure|delicioso|fast|girl|gone here
0.26 haven't gone|i rate|later i|lost in|love|movie 9/10|myself lost|not_gone|omg|phenomenal
0.26 phenomenal food|power of|the power|was delicioso
0.27 choices|compelling|cute|data|loads|pretty satifying|satifying|satifying experience|scene in
0.27 works fine
0.28 dreams|i loved|movies ever|tasty|through the
0.29 advise anyone|buy|gooodd|i'd advise|pizza and|played|provides|reasonably priced|so gooodd
0.29 special|sweetest|sweetest phone|tender and|the night|tried the|without|would definitely
0.3 cell phone|selection|the staff
0.31 anyway|delights|faux|it plays|louder|louder than|other speaker|plays louder|speaker of
0.32 anne|i've given|lightly|love it|mmmm|order it|the drive|the features
0.33 aerial|aerial scenes|healthy|on screen|the long|they performed
0.34 cell|good protection|protection|protection and
0.35 a brilliant|great phone|is great
0.36 any problem|bargain|chicken|despite|makes|peter|ringtones|try|understated
0.37 a scratch|believe|cinematography|droid|during|exactly|happier with|i believe|learn|more happier
0.37 my new|new one|no bubbling|no shifting|not_bubbling|not_happier|not_peeling|not_scratch
0.37 not_shifting|of options|pleased with|the droid|totally believable|would recommend
0.38 always|cast|dance|easy to|emotions|emotions of|european|gave|good quality|highly recommend
0.39 a small|another one|highest|neil|the highest|very well
0.4 attentive|finds|for sushi|range|the strip|will come
0.41 everything the|footage|i sat|mexican|perhaps because|sat|works great|worse
0.42 definitely was|good as|it definitely|john wayne|plus|wayne
0.43 a cult|comfort|cult|cult classic|driving|fixes|fixes all|i like|not_cult|replace|superb
0.43 the problems|this fixes|use and|want a
0.44 jawbone|restaurant is
0.45 child|real|spoiler|the sound|was amazing
0.46 better than|carries|carries the|casting|joy|so good
0.47 edge|edge of|history|i wanted|simple to|the edge
0.48 along|bacon|chai|chai latte|easily forgotten|find|hot chai|killer hot|latte|not easily
0.48 not_easily|not_forgotten|seriously killer
0.49 happy with|hope|role
0.5 die|die for|gives|omelets|omelets are|to die
0.51 because he|must|robert
0.52 quality is|touching
0.53 i've tried|job done|perfectly|solid|watkins
0.55 gets|highly recommended|is sturdy|sturdy
0.57 easy|liked the
0.59 extraordinary|it actually|reasonable|subtle
0.6 incredible
0.61 2 thumbs|comfortable|is simply|thumbs|thumbs up|waste your
0.62 and moist|moist
0.63 fast service
0.64 fantastic|options
0.65 scenes were|smoothly
0.67 different
0.68 friendly|i liked
0.69 macbeth|seems to
0.7 found this|is good|using|white
0.71 loved|power|recommend this
0.72 gave it|i gave|was good
0.73 ceases to|never ceases|not_ceases
0.75 exactly what|strip
0.76 prompt|very prompt|well
0.77 setup
0.78 pretty good
0.79 does everything|fine|really good
0.8 plays
0.81 adorable|back again|form
0.82 like there|reasonably
0.83 good
0.84 during the|priced|wear
0.85 disappointed
0.87 beautiful
0.92 not_problem|recommended
0.94 bread
0.95 seems
0.96 a must
0.99 the characters
1.03 spot
1.06 restaurant|the best
1.09 so far
1.11 features
1.13 pleased
1.14 5 stars|perfect
1.15 funny|performance
1.16 a long|brilliant|liked
1.19 hilarious|love this|tender
1.21 quickly and
1.22 characters
1.24 amazing
1.26 hot|i love
1.28 delicious
1.32 cool|wonderful
1.33 believable
1.35 interesting
1.38 recommend
1.4 buffet
1.44 come back
1.47 love the
1.48 very good|watch
1.79 great
1.8 awesome
1.83 happy
1.85 actually
1.94 be disappointed
2.23 excellent
2.4 nice
2.53 worth
2.76 works
3.44 #+
4.34 #-
""".strip()

WEIGHTS: dict[str, float] = {
    word: float(line.split(" ", 1)[0])
    for line in _TABLE.splitlines()
    for word in line.split(" ", 1)[1].split("|")
}
