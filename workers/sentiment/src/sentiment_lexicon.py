"""Valences of words, -4 to +4, of the VADER lexicon 3.3.2. Generated; do not edit.

Hutto, C.J. & Gilbert, E.E. (2014). VADER: A Parsimonious Rule-based Model for Sentiment Analysis
of Social Media Text. ICWSM-14. Copyright (c) 2016 C.J. Hutto, MIT licence: permission is granted,
free of charge, to deal in the software without restriction, provided that this notice is included;
it is provided "as is", without warranty of any kind.
"""

# One line: a valence, and words that have it.
_TABLE = r"""
-3.9 rapist
-3.8 raping slavery
-3.7 fu kill murder rape terrorist
-3.6 hatefulness hell motherfucker murderer raped rapers terrorism
-3.5 fatality killed killings rapes suicidal suicide torturers
-3.4 apocalyptic brutalizing cancer catastrophe devil evil evilly excruciation faggot fucked
-3.4 horrific killing murdered raper shittiest tragedy twat villains
-3.3 dead devastating evillest excruciating fucker heartbroken horrifyingly killer killers murderers
-3.3 murdering nigger rapists terrorised terrorises terroristic terrorize whore
-3.2 abuse abusive betray brutalises brutalizes devastative doomed dreadfulness faggots fatally
-3.2 fuckface fuking hated hatred hellish kia murderee murderous pissed scumbag terrorisms
-3.1 187 abhorrent angriest brutal bullied cocksucker crisis devastate dickhead direful disaster
-3.1 enslave evildoer evildoing evilness fuckhead fucktard hopelessness molests murderees
-3.1 murderously poisoners racism shithead sluttiest terrorise terrorists terrorized terrorizes vile
-3.1 violence worst
-3 abusivenesses bastards betrayed bitchiest brutality brutally destructive devastated disgustedly
-3 dismal douchebag dx foetor fubar horridnesses infuriated murders racist saddest terrified
-3 terrorising terrorizing torturing traumatization whores
-2.9 182 abhors afu anguish assassination bitches brutalised brutalize bullying cruellest cruelness
-2.9 cruelty cunts death devastators die disastrous disgust disgustingly drowned eviller
-2.9 excruciatingly fatalities fuckers harshest havoc horrifically horrifies irate molestations
-2.9 murderousness obliterate poisonously sinister torture villainess villainously violent war
-2.9 warmonger wickedest
-2.8 abduction abusively assault assaultive assholes betrayal bitch brutalising bullshit
-2.8 condemnation contempt cruel cruelly damnified degrading devastates devastator devilry deviltry
-2.8 dooming doomsday enraging ffs fraud greediest harassers heartlessly heartlessness horrendous
-2.8 jackasses maddest miserableness molesting motherfucking obscene offensively perverts poisoning
-2.8 rageful remorselessness repulse ruin ruinate scams slut stab traumatically traumatise ugliest
-2.8 violently warmongers whored wtf
-2.7 agonizing anger anguishing antagonizing assassinations attacker attackers bastardly bastardy
-2.7 bfd bitchery brutalise chaos corpse criminals crude degradingly depression despaired despairs
-2.7 despising destruction devils dishonest dreaded dreadfully drown evils excruciate fearing fuming
-2.7 furious fury grievousness grim hate heartbreak horrifying horror horrors humiliation injustice
-2.7 insanity joylessness laziest loathing miseries misery moronic negative nfc painfulness pathetic
-2.7 poisoner poisonous poisons retarded ruination ruinous scam sluts sluttier son-of-a-bitch
-2.7 stealing terrifying terrorization torturous totalitarianism tragically traumatic travesty
-2.7 treasonous ugliness unlovable villainousness virulent weep wrathful
-2.6 abuser abusers abuses alarmingly ban bankrupt bastardising bfe bitched bitchily bitchiness
-2.6 brutalities cheating cocksuckers compassionless crappy cruelest damnation damnatory destroying
-2.6 destroys destructionist died disasters disgustful distraught dumbass dumbhead enrage fascist
-2.6 fired gloom harassments harmfully harmfulness harming humiliatingly hurtfully idiotic illegal
-2.6 infuriates killingly lousiest lowbred miserliness murderesses nastinesses nasty perversity
-2.6 petrifying po prejudicial punishers punishing rage rancidity rancidness riot rob robber
-2.6 ruinously sadden savageness shamed shit shitheads shitty sin sinful starved stressfully
-2.6 stupidnesses terriblenesses terribly terrifies terrors tortured victimizing villain villainy
-2.6 violater wars whoremonger woebegone
-2.5 abusiveness aggravate ass assaults assfucking bad bastard betraying betrays chastise cheater
-2.5 choke crestfallen crime curse dangering despisements destroy destructing enemy evildoings
-2.5 evilest fail fatal fearfullest felonies felony fraudster fuck fuked goddam harassed harasses
-2.5 harassing harassment harm horrible horrid horrified horrify hostility humiliate joyless kills
-2.5 lamebrained livid lousy outraged perverted petrified pissants poison poorest prisoner racists
-2.5 rancid rancidly rejection rudest savagery sickened sluttishness snafu sobs sorrowfulness
-2.5 stinkpot strangled stupider suffer tard tortures troubling uglinesses unhappiest victimising
-2.5 victimize violating wanker warmongering whoresons
-2.4 abandonment abhorred agonises appall arrogance assaulted bastardization bastardize brutalized
-2.4 casualty conspiracy contemptuously criminal crudest crueller damnifying damnit danger dangered
-2.4 degradation dehumanizing despisement destruct destructively destructiveness destructs
-2.4 devastatingly devilkin dirtiest disgusted disgusting dissatisfying distress distressfulness
-2.4 distrusted doomsdays dreadfuls dreading dullsville evildoers fkm foreclosures fraudsters
-2.4 frustrated goddammed harasser horribleness horribly humiliations hurt hurtful indignation
-2.4 infuriating liars loneliest loser losers lying mofo mourns naggiest nastiest neglected nfw
-2.4 painfully pita poisonings prejudicialness puke punish raging reek retard revenge revengeful
-2.4 sabotage saddened sadder savages scandalous shamefulness sickening sorrow sorrowed spite spited
-2.4 stenchful stinking stupid stupidest sucker sufferers swindle terror thief threat threatening
-2.4 tragical trapped traumatised traumatism traumatize unhappier unhappiness unhealthy viciousness
-2.4 violated violaters violations violative violator warred weepiest whoredoms wicked wth
-2.3 abducted abused agonised agonize agonizes agonizingly angered angers angrier angry assaulting
-2.3 bastardised bastardises bastardizing bitcheries bitchy bitterest blameworthy brutalizations
-2.3 cheated condemns crueler cruelties cwot damaging dearth dejecting depressed depressingly
-2.3 despairing destroyers destructions devilishness devilled dick disappointment disconsolate
-2.3 disheartenment disturbing disturbingly doa downhearted dumb dumbest effin egotist failed
-2.3 failing failure fiasco foetid frauds fraudulence frightful grieving grouchiest hatefully hating
-2.3 horridness hurter idiot ignoramuses impolitenesses incompetence insult insulted insultingly
-2.3 irritant irritation lazier liar molester mourningly nastier negativity numbskull obnoxiously
-2.3 offending offensiveness outcry outrage outrages pain panic pervert petrifies pollute poverty
-2.3 prblms prejudice prison prisoners punitive regrettable rejected rejectee remorseless riots
-2.3 rotten shamefaced shamefulnesses sick slutty sorrower sorrowfully spitefully spitefulnesses
-2.3 starves steals stench stenchy stinkard stressful stricken stupids suckers terrify thieves
-2.3 torturer traumatizing troublesome trustless ugly unethical unjust unloving unprofessional
-2.3 victimization villainies violates weakest worsen
-2.2 :'( aching agonized angering annoyer antagonistically arrogant blaming bomb bsod bully
-2.2 catastrophic chaotic chastised collapse contemptuous cunt damage damnify damns dangers darkest
-2.2 deject dejected depress depresses depressions despairingly desperations destroyed destructivity
-2.2 deviling disappointing disgrace disheartened disheartenments disheartens dismaying disparaging
-2.2 dissatisfaction dissatisfy distressful distressingly dolorous doomsdayer doomster drowns
-2.2 enemies failings fear feared fearful fearfuller fearfully feuded fools fraudulent frightening
-2.2 grief grouch harass harms harsher hateful haters heartbreaker heartless heroin hopelessly
-2.2 hostilely illnesses imbecile infected infuriate insulting jailed loathe lousier lowlifes
-2.2 lunatic mad maddening masochistic menace miserable molesters moron murderess neglects
-2.2 numbskulls overreacts perpetrator perversely pitiful poisoned pollutes powerless prosecution
-2.2 punishment qq rejects repressors repulsed revengefulness rudely saddening savagely scandals
-2.2 scare scary screwed shameful sickener sickeners sluttish sorrowful spammer steal stealers
-2.2 stolen suffered thieve threateningly torturously tragics traumas traumatises traumatizations
-2.2 troublemakers uglier uglification uglifying unhappinesses uninvolved violate violation wasted
-2.2 whoreson wickeder wickednesses
-2.1 accident agitators agonise amort anguishes apprehension arrested ashamed attack badly bankster
-2.1 bastardise bastardizations bereave bereaved blamed blamer broken brutalization btd choked cry
-2.1 crying dangerous defeated defeatists defectively degrades depressively deprival deprive
-2.1 deprived despondent destructionists devilish dipshit disabling disadvantageously disappointed
-2.1 disdain disgusts distrustful distrusting disturbers doomful eviler fag fake faultfinding
-2.1 faultier faultiest faults flawed flunked foetors freakish frighteningly frustration fucks
-2.1 gloomful glum goddamn goddamns grievance grieves gross grossest harmed haunted heartbreakers
-2.1 heavyhearted helplessness hooliganism horribles hostilities hurts immoralist immorally
-2.1 incompetent infringement irrationalist irritable irritants jeopardy killjoy libelous loathed
-2.1 lowlives lugubrious maniac miserably molest moodiest nasties neglectfully nme obliterated
-2.1 obnoxiousness oppressed persecute perverseness perversive pitilessly poor punishes rages
-2.1 rejections resentful revenger ruder ruined sad scaremonger selfish shame shattered shits
-2.1 shittier shylock sickeningly sluttishly smartass smuggler smuggling snubs spamming stinkiest
-2.1 stressors suckering suffering suffers suspended terrible thieveries totalitarian troublous
-2.1 troublously uglify uglily uneasiest unfair unlovely unpleasant upsetting vitriolic weakliest
-2.1 whoredom wickedly wickedness widowed woefulness worrit worse worsens wrong
-2 :[ abandoned abductions abhor abusing affectionless agitated antagonize appalled appallingly
-2 arguing attacked attacking awful banned bastardized beating belittled bitchier bitterly blamers
-2 censor cheat chokes choking contagion contemptibilities coward crudeness crudenesses cruder
-2 damagers damagingly damningly dangerously dangerousness deceit defeat degradative degrader
-2 degraders dejects depriving desperation despises destroyer dire disappointments discouragement
-2 disgraced dishearten dishearteningly disparage disrespected dissatisfactory dread eviction
-2 exploited failures falsify faultily foes foolishnesses forced frustrate frustratingly
-2 frustrations greedier grieved grievous grimaced grouchier grouchiness guiltier heartbreaking
-2 helpless heroinism hopeless hypocritical immoral imprisoned incensed inferiorly insipid insulter
-2 insulters irritated irritating irritatingly irritative jealous jealousies jealously lamely lament
-2 lamenting lowlight melancholiac misrepresentation mocks neglect neglectful neglectfulness
-2 obnoxious offends offensive outrageous outraging panicked penalty pessimisms pessimistically
-2 phobias pisser polluted polluters problematically punished raged reeked reeking regrettably
-2 regretters rejecting remorselessly resentfulness revengers ridicule robs rude rudesby ruiner
-2 savage savaged scaremongers screwiest selfishnesses severely shamefacedness shamelessnesses
-2 sickens sins sluttishnesses snob snobbery snubbed stresses stupidities stupidly sucked suckered
-2 sufferer swindling thievery thoughtless threatened threating tragic troubled troublemaker
-2 troubles uglies unacceptable unfortunate ungrateful unintelligent uninvolving unloveliness
-2 unworthy upsetters vexing victimhood villainesses villainous vulture wept whoremongers worriedly
-2 worrisomely worsening worser
-1.9 :( abandon abandoner abandoners admonished aggravated aggravates aghast angerly animosity annoy
-1.9 antagonism antagonist appalls arrests arrogances atab attacks aversion banish belittle bereaves
-1.9 bitterer block bloody burden chagrin cheaters chucklehead condemned contemptibleness
-1.9 contradictious criticise criticism crushes damaged damager damages deceitful deceived deception
-1.9 defeature defective defector degrade dehumanized denied denounces destructed devastations
-1.9 devilment dirty disagreeablenesses disappointingly discouragers discourages discouraging
-1.9 discredited disillusioned dismayed dismayingly displeased dissatisfactions disturbs dreadful
-1.9 dullnesses dumbheads dumbness embarrassment emptiness excruciations expel exploiting fightings
-1.9 flunker foe fool forbidding forbiddingly foughten frantic freak freeload frightened
-1.9 frightfulness frustrates frustrating furiously futile gloomed goddams greedily griever grouchy
-1.9 harsh hates horrendously hurters hurtfulness hysteria idealess ignorami ignoramus illiteracy
-1.9 incapacitated inconsiderate inferiorities insincerely intimidated intimidating irresponsible
-1.9 lamentations loathes lowbrow ludicrousness madness meaningless melancholy mindless misbehave
-1.9 molestation molested moochers mope mournfuller mourning nastily notorious painful panicking
-1.9 panics passionless perjury petrifaction prejudiced problematic pukes punishable punisher
-1.9 regretful regretfully resentment resentments revenges ruins saddens sadness savageries scandal
-1.9 scared scaring shamefacedly shamefully sicken smothers sobbed spiteful stabbed stabs stank
-1.9 starve stealings stupidity suck sucky terribleness tired tragedies traumatising treason
-1.9 troublers troublesomeness unattractive undeserving undesirable unemployment unfortunates
-1.9 unhappily unloved unlovelier unloveliest unsavory upsetter vexation violators warring weak
-1.9 weaker weapons weeper weeping weepings whorehouses whoremaster woeful woes worriments
-1.9 worrisomeness worry worsened worthless wreck wronged zealot
-1.8 ): adversity aggressiveness agitating agony angrily anguished annoyances annoys argumentatively
-1.8 arrogantly avoider bastardies bastardizes beaten bitter bittered blamable blamably broke
-1.8 burdensome charmless cheats comfortless complainer conflictive criticised crushed damnableness
-1.8 damnifies defecting defectiveness defectives degraded dehumanize denies depressor deprivation
-1.8 deprivations despiser destructibility detain devastation devilling disadvantage disadvantageous
-1.8 disagreements discomfort discontented discourage discouragements discouragingly disheartening
-1.8 dismay dismays disqualified disrespect dissatisfies distressed distrust distrustfully downcast
-1.8 dullards dumpish duped dysfunction egotistically emptiest enrages erroneous exasperated fails
-1.8 faithlessness fakes faking fcol fearfulness fears flunkey flunks flunky foeman fooleries
-1.8 foolery foolishly foolishness forbidden freaking freakout fumed gloomiest gloominess glooming
-1.8 goddamned gossipping greenwash grimaces grimy grossness guiltiness guilty hater heartbreakingly
-1.8 heartbreaks homesickness homesicknesses hysterics ill impatience impolitely impoliteness
-1.8 indignant injury insecure insecureness insecurities insecurity insensitivity insincere insults
-1.8 intimidation irritably irritate jackass lame lies loneliness lonesomeness lowery lowliest miser
-1.8 misunderstanding mock mourn mourners mournfulness nagger neurotically pained pains pathetically
-1.8 perverse pitifuller pitiless polluter prejudices prejudicing problematical promiscuity
-1.8 prosecutes protesting puked puking punishments rebelliously recession regret rejectees
-1.8 rejecters rejective rejector repressing ridicules ridiculing sadly scornful sedition shitting
-1.8 smother snub somber stampede starving stress stressor struggling tantrum temper threateners
-1.8 threats ticked trauma troublemaking troublesomely ugh uglifies uneasinesses unfulfilled
-1.8 ungratefully unhappy useless vain victimized victimizer warfares waste weaken weakly weakness
-1.8 weepier weirdo whines wiseass woe worrier worries worrywart yucky
-1.7 abandonments acrimonious agitate angriness annoying antagonistic antagonists arguments
-1.7 ashamedly avoidance battleground bitterness blameful blames blind botheration boycotted
-1.7 boycotting burdened burdeners chastises chastising cheerless cheerlessness complained
-1.7 complainingly complaints conflicting crash cries criticising cynicism cynicisms damn damnable
-1.7 damnably decay decaying decays deceive defeatist defected defects deficit depressible
-1.7 depressors deprives despised detained difficultly disadvantaged disadvantages disagreeable
-1.7 disagreeableness disappoint disappointedly disconsolation discord discouraged discourager
-1.7 disillusionment disliked dislikes disorder dispute disputing distorted distressfully
-1.7 distressing disturb doom doomsayers dull duller dullest dumped dumps dumpy egotists embarrasses
-1.7 embarrassingly embarrassments enraged enslaved error farce fatalisms fault fearsome fights
-1.7 fooling foolisher freebooter frightens frightfully greed greediness grievously grouching
-1.7 guiltiest hacked haunt helplessnesses hindrance hurting idealless ignoring illness immoralists
-1.7 impatiently inability inadequacies inadequacy inadequate inadequateness inferior injured insane
-1.7 interruptions irrationality irritabilities irritableness irritates isolation jealousness
-1.7 joylessly killjoys lose losses lousiness lowlier madly maniacally masochist menaced misbehaving
-1.7 misleading mocking mooch mooching mournfully nagana nagged nagging naggy neglecter neglecting
-1.7 nonsense oppressive optionless overreacted painfuller paining peril perverter petrify piss
-1.7 pissing problem problems prosecute provoke punishabilities rash reckless reeker refusing
-1.7 regretting reject rejectingly repressions repressively scapegoat scarer scarey scold scorn
-1.7 scream screwup seditious selfishness shames shitted shocking sluggish smartasses smuggles
-1.7 smugnesses snobbishnesses snobby sorrowing stealable stealer stink strained stubborn stupidness
-1.7 sullen suspiciously tensions traumata traumatized trouble unappreciated uncomfortably
-1.7 uncontrollability unease unfocused unsatisfied unsuccessfully unsupported unwelcome wasting
-1.7 woefully worriers worrisome
-1.6 86 :-[ abandoning ache ached agitatedly amoral annoyed arguer argues aversive battle
-1.6 battlefield battles bitterish blamefully blameworthiness blocking bothering bummer
-1.6 carelessnesses complains condemn conflicts confrontational contemptible contradictors cowardly
-1.6 crap craziness cried criticize criticizers cynical damned decayed decayer decayers deceives
-1.6 defeating demoralized depressant depressants depressing depressive depriver desperately
-1.6 despisers deviled devilishly devilries disadvantageousness disagree disappoints discomfortable
-1.6 discomforted discomforting disillusions dislike disparages disregarded dissatisfied distraction
-1.6 distractive distresses distrustfulness disturbance disturbed doomsters doubter dullard
-1.6 dumbfounded dump dumpiest embarrassable embarrassing emergency enslaves expelling expels
-1.6 falsified feuding fight flu flunkers fooled foolhardiness forbidder freakiest freeloaded
-1.6 freezingly fright funerals glamourless gossiping grave gravesides grieve grimier griminess
-1.6 gullibility hostile ignorantly immoralism impolite inadequatenesses incapable ineffectuality
-1.6 inhibit interrogated intimidator intimidators irrationally jaded lackadaisical lamebrain lied
-1.6 losing louse lowest lunatics manipulated masochism masochistically melancholias misbehaved
-1.6 misbehaves misinformed mistaker mistakers mockeries mourner mournful obstacles paranoids phobia
-1.6 pleasureless prblm pricklier prosecuted punishability rancidnesses regretfulness regretted
-1.6 regretter rejecter reluctancy repression resented restrict restricted restricting ridiculer
-1.6 ridiculers ridiculousnesses riskinesses ruinable ruinations ruing screaming severe severer
-1.6 shock shocks shyster slam sleeplessness smuggle snobbily sobbing sorrows spammers stingy stunk
-1.6 suspicion talentless tensioner threaten threatens tumor uncomfortable unconvinced uneasiness
-1.6 uneasy ungratefulness unkind unsecured upset uptight uselessness victimizers weakener
-1.6 weakhearted weepies wimpish
-1.5 :-( adversarial adverse adversities afflicted agonising amorality annoyers appalling argued
-1.5 argument argumentative argumentive bamboozle bamboozled bamboozles brainwashing burdens
-1.5 careless clueless coerced collision complain confrontations confusedness contagions crazily
-1.5 criticized criticizer criticizing crushing debt defeatures defections degradations dehumanizes
-1.5 denier depressives deriding desperateness destructible detention deviltries difficult
-1.5 disagreeably disagreement disillusionments disoriented disruption distractible doomsaying
-1.5 doomsayings doubt doubtable douche drained dubious dulled dumber dumbs dupe eerie embarrassed
-1.5 emptinesses exhausted exhausting exhaustion fallen fatiguingly faultfinders faultiness fighting
-1.5 flunking foolhardier forbidders freakouts freaky friendless frighting funeral gloomier gravely
-1.5 graveness grievances grime grimmer gullible hesitatingly hooligan ignorance ignore
-1.5 inconvenience inhibition interruption irrationalism irrationalists irrationalities irritations
-1.5 lags lamentable lamentably laments lamest lazy lonelinesses lonely lonesome lowballed lowlife
-1.5 ludicrous manipulating mess messy mischief misers misreporting mistaken mistakes misunderstand
-1.5 moocher moody nag naggers neglecters nitl obsessional obstacle offender offenders offenses
-1.5 overload overweight panicky paranoias persecuting pessimism pessimist pessimistic pissant
-1.5 poorer prejudicially profitless promiscuously quaking rebeldom reekers regrets repressible
-1.5 ridiculed ridiculous rigged riskiest robing rudeness ruinated ruinates ruinating screamers
-1.5 seduced severed severest shylocking smear smuggest smuggled sore spam spitefulness stenches
-1.5 stinker stinkier stinko stinky stressing strikes struggles stubborner stubbornnesses sucks
-1.5 sulking suspicions suspicious sux swindles tantrums tenseness tenser trembling turmoil uglified
-1.5 uncontrollable uncontrollably undermined undermining unfriendly unprotected unstable
-1.5 unsuccessful upsets uselessly vicious victimised victimizations victimizes weaklier weaknesses
-1.5 whine whoremasters wiseasses witch worriment worrywarts
-1.4 :/ :o/ =/ accidentally accuses aggressed aggressivities agitates agitator alarm alarmed
-1.4 antagonized argue arguers arrest avoided avoiders avoiding blame bother boycotts burdening
-1.4 carelessness chagrined combat confusingly contagious contemptibly contradictoriness
-1.4 contradictory contradicts crazy criticizes cynic damnations damning deadlock deceiving defeater
-1.4 defect defection defenseless denounce deny denying deprivers derailed despise difficulty dirt
-1.4 dirtier disagreeing disappears discarded disparaged disputed disregards disruptions distorts
-1.4 distracted distractingly disturbances disturber dork doubtful doubting doubtingly dreads dreary
-1.4 drunk dullness dumbed dumpier egotism egotistic errors excluded exploits failingly fatigued
-1.4 faulted faulting feud feuds fidgety fiery fire firing flop flops flunkies foolhardy foolishest
-1.4 forbiddance frantically freakiness freakishness frighted frighten frowning gag gossipmongers
-1.4 grimacing grouchily guilts gun hapless haplessness harried helplessly hesitater hesitaters
-1.4 hesitates hesitating horridly humiliated humorlessness hurtling inconvenient indoctrinate
-1.4 inflamed inhibitive insecurely insignificant insincerity interrupt interruptive intimidations
-1.4 irrational irresolute irritability jerk lag lamentation lamented lamer leak lethargy lonelier
-1.4 lonesomes lowermost messed miserly misgiving mistake misunderstood mlm mooched mooches
-1.4 moodiness moodinesses moronically mumpish naggier needy neurotic niggas nimy numb numbly
-1.4 obsessing obsession offences ominous perturbed pissers pisses pitying pressuring prick
-1.4 prickliest rant reluctance repress repressive repressor resentfully resign restlessly
-1.4 revengefully ridiculously riskier scapegoats scares screwy selfishly shakedowns shameless
-1.4 shamelessly shamelessness shoot shylocks smileless smothering smugglers smugness snobs spites
-1.4 stifled stressed struggled strugglers stubbornly suspects tense tensioning thieved threatener
-1.4 toothless tragediennes traumatizes trickers trivialising troubler unapproved uncertainly
-1.4 uncertainties uncertainty undermines uneasier uneasily unequal unfortunately unimpressed
-1.4 unimpressive unmotivated virtueless warning weaklings weaponed weeps wimp wisenheimers worrying
-1.3 :\ abandons accidents accusations aggress aggressions aggressively agitations agitative
-1.3 annoyance anti awkwardly awol axed bereaving bizarre boredom bores boresome boring botherations
-1.3 bothered bothersome boycott burdener chuckleheaded complainers conflict confrontation
-1.3 confronters confused confuses contradict contradicted contradicting contradictions critical
-1.3 criticises cynically defeatism defeats defectors defenselessness delay derails despair
-1.3 despairer despairers desperate disagreed disagrees discomforts disguising disillusioning
-1.3 disjointed disliking disquiet disruptive distort distractable distractibility distracts
-1.3 distrusts doubters dumbly dumping envyingly excruciated exhauster exhausters fatigues faulty
-1.3 flunk foolhardiest forbid forbids fought freakier freeloading freeloads frenzy gagged ghost
-1.3 gossipped gossips gossipy graveless gravest greedy grimly hardship hesitated hostiles humorless
-1.3 ignored ignorer imperfect impersonal indecisiveness ineffectively ineffectiveness
-1.3 ineffectualness interrupters interruptible interruptor interrupts intimidates isolated isolates
-1.3 jealousy lack lamentableness laughingstocks leaked loner lonesomely loose loses loss lost
-1.3 louses lowness luckless misinformation misinterpreted misunderstands mocked mockers mockery
-1.3 moodily morons mourned numbingly nuts obsessionally odd outrageousnesses paranoiac perplexed
-1.3 persecuted perversion pettiest phobics pitied pitiers pressures problematics provokes rants
-1.3 repressed represses resigns restricts riskiness risking scarers screamed shakeout shocked
-1.3 shyness skeptical smh spiritless startle stereotype stinkingly straining struggle stuttering
-1.3 submissive suspend tease tempers tension timidity trap tricksters uncertainness unimportant
-1.3 unsettled unsurely viciously victims vultures walkout weakened weakeners weakening weakens
-1.3 weakling weepy weirdie weirdoes whiney
-1.2 :-/ =\ accused adversative aggravating aggression agitational allergic amoralities antagonisms
-1.2 apathetic apathy avoid ayor battled battlefront bittering borers censors childish collapses
-1.2 collapsing colluding complaint confrontationists confusion confusional contentious cover-up
-1.2 critics crudely cuts deafening defer deprivals derail derision difficulties disbelieve
-1.2 discourageable disorganized distract distracting dominating dorkiest doubtfully doubtfulness
-1.2 doubts dumper dumpiness dynamiter embarrass ennui exclusion exhaust fatalists fatiguing feeble
-1.2 freaked fume gossipry gravers graves graveyard graveyards grimed hesitantly hiding humiliating
-1.2 ignorances immobilized impatient impose ineffectual inquisition interrupted interrupting jealz
-1.2 lagged lamebrains lamenter lames lethargic limitation lossy lousily lowballs lower lowlinesses
-1.2 madder maniacs manipulation masochists mia missed missing mistakenly nerd nervousness no
-1.2 obsessiveness obsolete obstinate offence offend outrageously outrageousness pathetical
-1.2 persecutes perversions pervertedly pervertedness pesky phobic piteous pitier pities pitifully
-1.2 pitifulness pity pressure pseudoscience questionable ranter ranters rebellious rebelliousness
-1.2 refuse refused resenting resents resignation resignations resigner restlessness sceptical
-1.2 screams screwer shakedown shakiest short-sighted shynesses sillinesses skeptically skepticisms
-1.2 smog snobbishly stereotyped stinkers stop strains strangely suspect suspiciousness teased
-1.2 teaselers teases tensely tensest trembly trickeries trickiest trickiness uncertain
-1.2 underestimate undermine unsophisticated uptightness victimises vulnerably warfare warnings
-1.2 weakish weapon weirdly whiner wimpiness wiseacre woesome worn worried worrits zzz
-1.1 :o\ absentee alarmists alarms alas alienation aversions avoidances battling biased bitching
-1.1 blocked bored boredoms charges chuckleheads collapsed collides collisions complainants
-1.1 contemptuousness controversially cornered critic crudes cut defenselessly deniers deride
-1.1 devilments disguised disinclined disputes disregard distorting dooms doomy dorkier dorky
-1.1 doubted drop dulling dullish dully dumpings embarrassedly envied enviers envious envy
-1.1 exhaustions exhaustiveness exhausts exposing ferociously feudalistic feudist foolish forgetful
-1.1 frights fud gossiped gossiper gossipers graver grievants guilt guiltily haunting hesitate
-1.1 hesitation hesitations hoax hooligans ignorant ignorantness ignores immoralities impotent
-1.1 indecisions ineffectually inferiority interrupter intimidatingly intimidatory irrationals itchy
-1.1 jerks killdeer lagging lone loneness loomed lousing low lowliness masochisms melancholies
-1.1 misread mistaking monopolizes moodier moronity nags naive nastiness nervous numbing numbness
-1.1 overstatement perversities pileup pique pitiable pitiableness pitiably pitifullest postpones
-1.1 provoked pu pushy rebelling rebellions remorse restless restriction ridiculousness
-1.1 rigidification rigorous risk risks sapfu sarcastically shitakes shockers short-sightedness
-1.1 slash slashing smothery snobbishness solemnity stammerer struggler stubbornness stutterers
-1.1 suing thorny toughly tremble trembled trickery trivialises trivialize underestimated
-1.1 underestimates unresearched victim victimise vindicating vulnerableness warned weakside weary
-1.1 weepers weirdos whorehouse woebegoneness wowser
-1 accusation aches adversaries adversatives agitation alone amorally anxious anxiousness arguable
-1 arguably bore cancel cancelled carelessly confrontationist contempts contradictable contradiction
-1 contradictor crazinesses criticizable darkness degradable derides devilwoods diffident discard
-1 discards disguise disguises disillusion distractions downside dud dulls dumbfounder dumbfounders
-1 dumbstruck dumpsters egotisms emptily envier excruciates exhaustible expelled faithless
-1 fatalistic fatigue ferociousness ferocities flustered foolhardily forbiddances gloominesses
-1 gossipmonger greeds grimace grimes haunts hesitancies hesitant humiliates hunger hurtles
-1 ignorable inaction inadequately indecisive inhibitors inhibitory jumpy loused lowering lowly
-1 melancholics moping mubar numbest obsess obsesses offended offense overreact paranoia paranoid
-1 perpetrators perverting pessimists pityingly poisonwood prickle propaganda protest rebelled
-1 reluctant repetitive repressiveness resentence resigned resigners ruining ruinousness sappy
-1 sarcastic sceptic screws screwups severeness shamefast shockable shortage shy skepticism smugger
-1 snobbism sob squelched stammering stinkards stinkbugs stinks struck stuck stutter stutterer
-1 stutters submissively supremacists swearing teaser tensed tensing timid timider timidness torn
-1 toughish tragedians tremblers tremulous trickish tricksiness trivialities trivializes unclear
-1 uncontrolled uncredited unsure weirdies wimpier wimps wisenheimer
-0.9 :-\ aggressors anxiously apeshit apprehensions battlefields blocks cancels comedowns confronts
-0.9 confuse confusing confusions contemptibility contradictorily criticisms dearths defeaters
-0.9 defiant delayed demanded demanding disappear disappeared disregarding distractedly dizzy dodgy
-0.9 drag dynamited eery egotistical exclude faithlessly feudalism feudalist forget forgotten glooms
-0.9 graved gravelled gravelly graven grimalkin grimalkins grossly grouches hesitance hesitancy
-0.9 horrent huckster indecisivenesses inhibits insensitive lawsuit libertine limited loners loom
-0.9 lowish lurks misses monopolized naggingly neuroticism numbed obsessions obsessive oversell
-0.9 possessive postpone pressured pricking prickly pricks promiscuousness protesters protests
-0.9 remorseful resigning revenged risked safecrackers safecracking sarcasm sarcasms savagenesses
-0.9 screwing shakier shaky shrew shying shysters silliness skeptic slashed smothered sneaky
-0.9 snobbish snubbing stammer stammered stopped stuttered subversive suspected tears tenses
-0.9 tensioners timidest tits tricker trickster trivialization uncompelling unconcerned undecided
-0.9 unwanted vanity victimhoods vulnerability vulnerable weaponry weirdest weirdness weirdy whined
-0.9 whining wimpiest wimpy
-0.8 =| absentees accuse adversary adversely aggressor aversively bashfulness battlefronts battler
-0.8 bothers bribe cancelling charged cheerlessly combats comedones comedown complaining confronted
-0.8 controversial cramp derided devilfish devilwood droopy dumbbell dumbfounding dumpers empty
-0.8 envies envying exhaustibility fascists faultfinder feudal feudalized feudary foolfish foolscaps
-0.8 freakishly freebooting fumers geek gossipries gratings graveside grievant grimmest grimness
-0.8 grosses grouched indecision indifferent inhibitions intimidate irreversible isolate jerked
-0.8 lameness liabilities liability litigation litigious lowball lowdown lowed lows lurk mischiefs
-0.8 miserere mistakable mocker mongering monopolize nimby nosey offensives overselling overwhelms
-0.8 petty pissoir pityriasis postponed pressurises prickles prickling promiscuities provoking
-0.8 rebels resentenced resignedness rigidifications risker risky ruderal scarecrow scepticism
-0.8 shakeouts shyer slashes sobering stall stalled stalling stammerers stammers startler stinkhorns
-0.8 strainer strange strongyloidosis sulky teaseled teaseler tensional timorous toughs trickily
-0.8 tricksy trite trivialise trivialised unaware unbelieving unstoppable vociferous warmouths
-0.8 wellaway zealots
-0.7 :-| accusing amoralism amoralisms anxiety apprehensiveness avert avoids awkwardness complainant
-0.7 confront daze dazed deferring depressurizing dilemma discarding dominative doomsayer drags
-0.7 emptied emptier emptiers empties exaggerating exhaustively ferocity feudalizing feudists flees
-0.7 franticness freeboot freeloader fumelike gossip gravestone grimiest grimily griming
-0.7 grossularites hide hides homesick ignorers indecisively indoctrinating keening lowballing
-0.7 lowborn lowse neurotics nimjd noisy noyb numbfishes numbs obsessed obsessives overreaction
-0.7 overstatements overwhelm paranoiacs passively pressurize pressurizers puzzled remorsefully
-0.7 remorsefulness resent resignedly rigidified rigidities rigidity rigidly riskily robed
-0.7 safecracker safecrackings scarecrows sceptics seriously shake shakily shakiness shaking
-0.7 shockingly shylocked shyly smarting snobbier solemnized startled stinkpots submissiveness
-0.7 suspecting teasers thwarting timidities timidly toughie touting trickier trickishly trickledown
-0.7 trivializations walkouts warship weird weirdnesses
-0.6 :o| adverseness affected aggressing aggressive aggressivity anxieties apathies awkward
-0.6 battlegrounds bitterbrushes bittersweetness censored challengingly cock confronting confusedly
-0.6 craze crush defensively devilfishes dreadnought dumbcanes dumpcart dumpster emptying exaggerate
-0.6 exaggerates expose falling fatalism feudally flunkeys fumette geeky giddy gigo gloomy hardier
-0.6 heh hurtled immorality indoctrinates killdees lawsuits looms looses louseworts lowboys lowbrows
-0.6 miss moan moans nervously oversimplify perverters pressurise pressurising pricked prickliness
-0.6 pricky profiteering rebel resentences rigidifies screwier sentencing shakeup shittim shocker
-0.6 shortages solemnizing stopping stops strikers stubbornest toughies trembler tricked tricky
-0.6 trivialized trivializing viciousnesses victimologies vulnerabilities wavering weakfishes weirds
-0.6 whiners wisecracking worshipless
-0.5 aggresses alarming antagonizes barrier battleships battlewagons bitterweeds cocky colliding
-0.5 contradictories crazed crazing cutting damnedest dazedness demand depressurize detached
-0.5 dithering dominate dominatrix dorks dumbing exhaustive exposes fatalist feudality feudalize
-0.5 feudatories foreclosure freemartin gravel graveled gravels gravestones ineffective inferiors
-0.5 ironic isolations lamenters looming lowered lowers lowing lurking melancholia misericordes
-0.5 monopolizing nbif offline overwhelmingly oxymoron perversenesses pitilessness postponing
-0.5 pricket profiteered protested rapeseeds rebellion rig rigid screwers screwiness shakeups
-0.5 silencing snobbiest solemnified solemnifies startlement startlers startles strike tenderfoots
-0.5 tough toughing toughy tout tragedian tranquilizing tricks tricksier triviality trustbuster
-0.5 unconfirmed victimologist warships weirder wisecracked
-0.4 :| amusias apathetically averts axe bailout battlement battlements bias bitterns bitters blah
-0.4 blurry borer cautious challenged constrained costly dazedly defensemen defensiveness
-0.4 depressurizations dodging dominators dreadlock dreadnoughts embittered exaggerated exploit
-0.4 ferocious feudalities flirter foolfishes freaks freebasing freezing fumets funky geeks grating
-0.4 graveling gravelling greenwashing grossed grrr hard hid idk imposes imposing impressment
-0.4 indoctrinated inhibited inhibiting isolator isolators killocks liards lowerclassman lowlander
-0.4 moaned moaning nah neatherd nerves numbfish obsessively paradox parley pay peculiarly
-0.4 petrifications pressurised pretend pretends questioned questioning ragee reluctantly rigorously
-0.4 ruderals screw screwworm shook skeptics stinkweed stunned teaseling teaselled teasingly
-0.4 tenderfeet tensioned thwarts tragedienne tranquilizers trickie trickinesses trickishness vague
-0.4 victimologists vigorish warn warns weepie
-0.3 accidental alarmism apologizing apprehensively averted battlewagon bittersweet boreal borecoles
-0.3 collide complacent confronter cynics dazes defensives depressurization depressurized
-0.3 depressurizes determinantal dominations dumbcane dumbfounds dumplings dwellers dynamites
-0.3 emptins exposed fainthearted feudalization feudaries flatterer foemen freewheelers
-0.3 friendlessness grievers grosser grossing grossular grossulars hurtle imposed inhibitor killock
-0.3 lobbying lowlanders lowlights lowlihead maniacal mediocrity meh melancholic petrifactions
-0.3 pettier pressurizations pricker promiscuous rainy repressurize rigidify rigidness screwballs
-0.3 serious shakeable shaken shitake shittimwood snobbisms solemn sorry startlingly stealth
-0.3 stealthier stealths strainers teasing tmi toughest trickly trivium unmatched wimples winnow
-0.3 wisecracks
-0.2 amorphous amortised apprehensibly backs battlers bitterbrush bittern bitterroots bittersweets
-0.2 blam borecole boreholes champac champaks champerty clouded craziest defences domination
-0.2 dominatrices dragged dreadlocks dumbbells feudalisms fighters flirted freebooters gratingly
-0.2 impatiens indifference inhibin irony joypop leave lowdowns lowercased lowrider ludicrously
-0.2 nerdier nerdy nimq noob panicles pressurizes pressurizing prickers prickled screwball
-0.2 seriousness stinkbug stinkhorn strain swear teaselling tenderloin toughens toughness touted
-0.2 tragicomic tranquilized tranquillized tranquillizers trick trickling wag warsaws weakfish
-0.2 wimpishness wimple winnowers winnows
-0.1 adversatively agitato amazons amortize awaited bashful battleship boldfaced borescopes btdt
-0.1 champer champerties chilling crazier creditor dominances dumbfound dumbwaiters dwells
-0.1 feudalizes feudatory flirtations flirtatiously flirtier foetal freebase freeloaders freezers
-0.1 freezes fumes funneling funnelled geekiest grossularite hysterical joypoppers killdeers killie
-0.1 killifish killifishes lamella lamellae lamellibranchs longing lowland lowlands nerdish
-0.1 opportunistic overlooked panicums petrification preventing prizefight prizefighters
-0.1 repressurizing richweeds screwworms sentenced sillibub sillily stealthy stinkwood suretyship
-0.1 teasel teasels tenderfoot thwarted touts tranquilizer tranquilizes tranquillizer trembles
-0.1 trivial unbiased warsaw wellhole winnower winnowing wiseacres wisecrack wisecracker
0.1 aboard acquits amorists amorphously amortises backed backing boldfaces boldfacing boreen
0.1 brooding commits creatin defenseman defensibly defensive dwelling faille freeholders funnel
0.1 funneled funnelling graticule harmonicas heron heronry keens killick lamedh lamellas
0.1 libertarianisms libertarians lobby lousewort lowriders matter matters misericorde nasturtiums
0.1 oversimplifies panicled paniculate peculiarities perfectionists piqued pressurized pressurizer
0.1 prevent prevented reach repressurized repressurizes retained richweed screwdrivers screwlike
0.1 securitizations shittah sigh sillimanite silly smartweeds solemnifying stealthily strongyls
0.1 stuns successions tenderize tenderized thrillers toughen toughened tranquillizes tricking
0.1 trickled warstle weaponless wellhead whitewash wisecrackers withdrawal
0.2 affronted amazonite amazonstones amoretti amortizations apologising apology ayc bashfully
0.2 benignly boreens calmodulin champaign champignons compelled contend crazes creatine delicate
0.2 determinableness determinant discounted dominantly dominants dominates dumbwaiter dynamiting
0.2 escaping excitonic exhaustless foehns foetus foetuses freeway freewheeler freeze geekier
0.2 graticules gratins gratis grey impressionable infatuated isolatable joysticks lamellibranch
0.2 laughable libertinage nastic neath numbat opportunisms opportunist oversimplification
0.2 overwhelmed radians reaches relentless resentencing securitization sentences sillimanites
0.2 smartweed smugly startlements stealthiness strongyles supremacy swears teashops teaspoon
0.2 teaspoonful tenderization tenderometer tenderometers tragicomedy tranquil trickles vitalism
0.2 warmblooded welly
0.3 amorettos amorphousness amusia authority awaits boldface challenge challenges champertous
0.3 charmeuse clears comedo committing convincers defenders diviner diving dweller dynamometer
0.3 dynamometers dynamometric dynamos easel energetics excitative exciton excuse explorations
0.3 flatterers freeboard freemasonry freestyles freewheeled fumeless hail hurtless intense keened
0.3 landmark lowercase mandatory number opportunists oversells passionflower pensive pls plz pmfji
0.3 prevents prickets prizefights safetyman screwbean screwdriver securitize sentence shakers
0.3 slickest smilaxes solemnify solemnities solemnize startling strongboxes surprisers teas
0.3 teaspoonsful tenderizes tenderizing tolerances toughnesses tranquilize trustees verdicts
0.3 victimology vindicate vitalist vitalists want welladay whimsical wiseguys
0.4 admitted anticipation apologised apologize await beauticians benefice beneficiation brights
0.4 bwahaha bz challengers champignon charmeuses cleared creatinine darings defence defenceman
0.4 defender defensibility delicatessen delicatessens demonstration dumpling dwelled dynamiters
0.4 easements enthral exempt expands fantastico flagship flatter flattery flirtiest freelancers
0.4 freelancing freesia freesias freestyler fumet funnels fysa gracilis gratin importancies
0.4 isolationism kidding legally libertarianism libertines longings meritocrat nasturtium numbles
0.4 opportunism painlessness passionflowers pretending prizefighting profiterole promisors radian
0.4 reached resolvents safes sentimentalising sentimentalisms sentimentalizations slicker
0.4 speculative stealthiest suprematists suretyships teaspoonfuls tenderizer tenderloins thriller
0.4 tolerantly treasurers treasurership trivially trustor vigorishes vigorousness vigours warmouth
0.4 warmup welled wellies wisents yoyo
0.5 adorns ambivalent amortise amortizable assuror calmatives carefully challenger champagnes
0.5 champaigns champers commitments contender creationists daredevil defense devotees divinise dwell
0.5 escapes excitor exclusive extends feeling fervid flirtatious freehand freeholder freewheel
0.5 freewheeling funnelform harmonicist herons idealogues impressionisms impressionists impressments
0.5 joker keener laidback launched legal lowe outmaneuvered panicle popularises profiteers
0.5 profiteroles reliant soothed stronghold strongmen supremacist teaspoons tendered tranquillities
0.5 treasurer triumphalist troubleshoots trusteeship unequaled vigorously wellheads wellsite
0.5 yearning zealous
0.6 ;] activeness amoretto amortization amortizes benignancy blamelessness brisk careful challenging
0.6 comedienne contestable convincer crediting defencemen delicates dignitaries dominatrixes
0.6 dynamometry dynamotor emotional engagements engrossed fighter flatters flirtatiousness flirters
0.6 flirty freewheels giggler graciles greets guiltlessness harmonica honoraria humoral idealising
0.6 impressure indestructible infatuation intellection intricate invite joyridden keeners
0.6 meritocracy methodical mmk nerdiest numberable peculiar peculiarity perfectas rapture ratified
0.6 scoop securers slap smilax solemnizes solid strongyl surpriser tenderer tendering tenders
0.6 tensionless trusteeships verdict vested victimless vitalised warming wishes worshipper
0.7 ;-] adopt adopts amazon amusable assets assurors blameless casually champing cleaner competitive
0.7 convinces convincingness creationism defenses dynamite escape excelsior extend favoritism
0.7 favoritisms flirts freeboards freedmen freehold freelanced freelances freemasonries freestyle
0.7 freeware fumer growing guiltlessly heronries honorarium idealists ijs inquisitive iou
0.7 isolationist joyrider joystick longingly offenseless partiers peaceniks perfectionistic pmji
0.7 privileging profiter raptures relaxants resolved resolvent resolver resolves securitizing
0.7 sentimentalists smarted solemnization solutions spirit stout strongbox strongman surprisals
0.7 tenderheartedness toughed tougher troubleshooting vigilant worshipful
0.8 ;d acquit activenesses admit adorned adornments adventuress agrees amortized amortizing
0.8 amusingly apologises bargain brilliantine casual chances chuckler crazyweed creationist debonair
0.8 defensible determinate determinations divined divines dominance doubtlessness entrusted excitons
0.8 fine flawlessly flirting freebased freebases freestylers freewheelingly freewriting fyi giggles
0.8 glamourize guiltless harmlessness harmoniums idealisms idealogy ideals important impressible
0.8 impressionism inspirits intact intellections intellectively intellectualists intellectualizing
0.8 invigorated jho joyrides jp livelihood nurturers palatableness passive peacenik playing pmbi
0.8 prizers profiteer promisee radiancies reaching recommended retreat richens safelights
0.8 sentimentalised sentimentalist sentimentalize sentimentalizing significant sillies silliest smug
0.8 solemnly solve substantial succession superiorities supremacies swift top tranquillest
0.8 tranquillizing treasury troubleshoot troubleshooters unbelievable urgent vitalizations warmups
0.8 worshippers xtc
0.9 ;) acceptations adequate adorn adorners adventurers allow appeased appeases assurer attractancy
0.9 audacious awarder benignities blamelessly boldnesses buoyant certainties cheerleader clarifies
0.9 compassionateness compelling consent decisive determinable determinably determinatives divining
0.9 doubtless dynamists dynamitic energies exhaustlessness exploration fad flexible freeform graced
0.9 grants grins hailed harmonicists harmonium harmonizations hhok humoresques impression
0.9 impressions innocenter intrigues jk jokesters joking joyriding jt libertarian livelihoods lown
0.9 loyalisms musm okay opportunistically optimizations pardoned perfectiveness perfectives
0.9 popularizations prepared profitwise promissory raptured recommends romanticized sentimentalities
0.9 spark stimulate stimulated straight successional successively successor surprised surprises
0.9 tendernesses terrorless toughening treasuries triumphalists validated vigour virtuosi visions
0.9 warm wilco wiselier wishing worshipers worth
1 ;-) abilities acquitted adorning advanced advantage alright amazonstone amoristic appeasing
1 beneficiate bffn brightener brighteners certainty champed champy chance cleverish comprehensive
1 conciliate consents convince created cutesie dearies delicately determinacy dream easing endorsed
1 engagers engages entertainers excitableness exonerating favors flatteringly flexibilities
1 freeholds freers freethinker freethinkers freewill frisky fulfills gigglier giggly gracioso
1 granted guarantee harmless heroicomic honorariums immortal impressionist interests jhomf jj jokes
1 joyrode justifiably keenly loyalism luckiness magnification neater plays pleasers poised
1 popularizers pressureless prizefighter prizer promisor readiness relaxant relaxations relievers
1 resolvable richening sentimentalism sillier steadfast stimulates strongholds successiveness
1 superiors surefire surety troubleshooter trustee trusties vigors virtuose vision warmers wells
1 worshiper worshiping wowsers wp
1.1 (; acceptability accepted actives agreed agreements amuser appease apprehensible assurers
1.1 attachments beneficed benefices benignantly brightwork calmative certain chic chuckles
1.1 chucklesome committed conciliated conciliates consolable create creates creation creationisms
1.1 definite desired determinateness determinative determinator devotements divinations dynamics
1.1 energy engager ensuring entitled excitatory faultlessness fearlessly fearlessness fervent
1.1 fitness forgive forgiveness freedman freelancer freer freestanding freethinking gigglingly god
1.1 grandee greeted grinned grinner gt happing helpers heroicomical humor humoured increased
1.1 innocents invigorator jokey joyride lenient loyalists meriting meritocrats merrythought neatens
1.1 neats outreach painlessly palatably partyers popularised profitabilities profitability promisees
1.1 radiances relievable resolute respectiveness safeguarding safelight salient securement
1.1 sentimentalized sentimentalizes significance smarty sociability solved solves strongly
1.1 successionally successive successors supporter surprise surprising tnx tolerant txs vigor
1.1 visioning vitalise vitalises vitally vitals warmed warms well willingness worshipfully yolo
1.2 absolve admiralty admits adventurer adventurists alert amorino attachment attractor attractors
1.2 avid awardees beautician benevolentness blithe bolder champagne championed cheerio cheerleaders
1.2 cheerleading cheerleads chuckled chucklers chucklingly comedians comforters commit convivial
1.2 creating creditableness determinately devotional devotionals diviners doubtlessly dynamical
1.2 dynamisms eased excitability excitants festivalgoers flatteries forgivers freeborn freedoms
1.2 freelance frees gg glamorising glorioles gn gracility grandees hago heavenwards helping humored
1.2 humoresque humorist hurraying idealize immune impressibility inspirators intellectualized
1.2 intelligibly invigorations invigorators jaunty jocular join joke laughableness laughably
1.2 libertinisms lucking magnifications neaten nicety ok opportuneness outgoing painless pardons
1.2 partyer perfective playfulness popularising promisingly prospect prospects radiants relaxins
1.2 respectableness restore restores restoring romanticizing securities sentimentalise
1.2 sentimentality sentimentalization share shares singleminded sociabilities solidarity sparkling
1.2 stable stamina succeeder supportive surer surprisingly surviving swiftly tenderers tolerance
1.2 tranquilly treasure treasurerships trustors usefulness vital vitalities vitamin warmer wiser
1.2 worship yeah yep
1.3 :-) :?) =p ability absolves acceptable acceptableness acceptation accepts achievable acquitting
1.3 actively admiral adorner adornment adventure adventured adventuresomeness adventurously
1.3 agreeablenesses amusers apologized assures assurgent attractant awarders benign benignity bolds
1.3 boosts calm calmly calms comfortableness competent conciliating cool curious cutely desirable
1.3 desirous eases easygoing embrace endorse endorsement entertain expand fair faithed fan
1.3 fantasticalness favorer favouring festivalgoer flattering flexibly freebee freebees freedwomen
1.3 fresh funnies funnymen gl glamorise gracing granting gratify greet harmonies harmonised heros
1.3 honorers huge humorists idealizer importantly improvements improvers incentives increase
1.3 inspirited intellectualistic inviting invulnerable joked joyriders kewl laoj leet meaningful
1.3 meritoriously nbd neatening neatness novel nurturances optimally optimistic original pardon
1.3 perfectionism perfecto pleasantries please popularization popularize pray profited prominent
1.3 promise promiser protects radiantly redeemed reliefs relievo rescues respectfulnesses respects
1.3 responsible riskless romancer romances romanticises romanticists secures securing sentimental
1.3 shockproof smartie sok solution soothing sparkles spirited strengthen succeeders supported
1.3 supremos sure surest sureties trustier truth vitality vitalizing wises wisewomen youthful
1.4 :p advantaged adventures adventuresses adventurist adventurous agreeing applauds assurance
1.4 assurances assure assuredness attractants badass benefic benevolently boosting brightnesses
1.4 certainly charitably chuckling clevernesses contented contentedness creditabilities daringness
1.4 delectables determined devote diamond dignities dynamist easefully easily endorses engage
1.4 engaging enthusiasts excited exciters exultantly favorers flexibility forgave forgivingly
1.4 freehanded funnyman gains gentler gigglers giver giving gladly glamors ha harmlessly harmonising
1.4 harmonizing heavenward helper highlight honorary honorific humerous idealise idealizations
1.4 idealizing importancy innocent innocently intellectually intelligible irresistible keenness lawl
1.4 magnificoes meditative merited motivation neatly np ntmu nurture openness partied partier
1.4 perfecta perfecters play played popularizes prays pride promotes proudhearted radiance radiancy
1.4 reassurances reassure relaxers relievedly resolvers respectively restored revive robust
1.4 safeguards safekeeping secure securely secureness securitized security shared solving
1.4 strengtheners superiority tenderest thks validates validating value valuing vitalizes warmish
1.4 welcomed welcomer wellsprings worships worthwhile
1.5 :-p absolved acceptably admirals admires advantageous advantages adventurism affectionally
1.5 affections agree amusement amusements apologizes applauded appreciators asset assured attract
1.5 beneficences boldly boldness boosted brightens brightly calmer charminger cheerled comedy
1.5 comfort contentment courtesy coziness creatively credited credits cutesier cuteys cutie daring
1.5 devotement dynamically dynamistic eager ease easeful easygoingness efficiency elation encouraged
1.5 encourager encouragers energizations engagingly enthusiast excitabilities excitable ez
1.5 fantasticate festivals fiestas fit freehearted freemen giggled giggling gloriole grant gratifies
1.5 greater grinning harmonics harmonizes honoraries humoristic idealities importance
1.5 impressionistic incentive inspiratory intellectualization intellectualize intellectualness
1.5 intelligencer intelligentsia intelligibility intelligibleness interestedly invigoration jewel
1.5 jokester keen kissers kk like loyalist mercy natural niceties nurtural opportunely optimal
1.5 optimizer perfectible perfectionist pleasanter popularizing praying privilege promised promoting
1.5 ready reassurance reassures recommend relaxedly relaxes relieve reliever relieves relieving
1.5 responsive restful romanticization safeguarded safeness safeties satisfactoriness satisfactory
1.5 scrumptiously securer sincerities smartened smartens smartly smartnesses smile smileys
1.5 sociableness soothe supportiveness supports surefootedness surprisal survivor sympathy
1.5 tenderhearted thank thrill thrills thx tranquilities tranquilness truer trustfully tx validate
1.5 vigoroso virtues vitalized warmness wealthy wellspring wised
1.6 =] absolving accept acceptabilities acceptant accepting admiralties admirations admiring adores
1.6 advantageousness advantaging agreeably alive amorist amusing apologise appreciativeness
1.6 assuredly assuring astonished beaut benefits blessedness bold boldest brighter brightness calmed
1.6 calmest calmnesses capable captivated charitablenesses cherish clear comedian comediennes
1.6 commitment compassionated compassionates compassionating convincingly creations creativity
1.6 credit darlingly dear delighting devotedly devotee devotes divinatory dynamic dynamism eagerly
1.6 eagers easement easiness efficiencies elegancies enchanted energization ensure entertainer
1.6 enthuse exonerates favorably favourer favourers flattered focused foolproof forgivably forgiven
1.6 freedwoman freeness freest friendships funninesses gained glamorization glamorizers glorifiers
1.6 graces gratification gratified greeting grinners growth harmonized harmonizer harmonizers helps
1.6 holidays honourers hoped hopefulness huggable hugger humorous humors idealist
1.6 impressionistically innocence innovation integrity intellectuals intelligencers intelligences jw
1.6 kissed liveliness lts luckie lucks lylb merrythoughts motivate niceness nurturance opportunities
1.6 optimisation optimises optimists optimization palatable partying passional peacekeeper
1.6 peacekeepers peacekeepings perfects picturesque playfully popularise popularities positivism
1.6 prettied privileges profitably profiting promisers promises promote protect relaxer relieved
1.6 relishing resolve resolving respecters revives rewarder safeguard satisfactorily securitizes
1.6 smarts sociably stressless stresslessness stronger stunning surefootedly thoughtful tranquilest
1.6 trustily trustiness trustingly trustingness ty unified untarnished vindicates vitalization
1.6 vitalize welldoers welling wiseliest worshipfulness worshipping xp xqzt yvw
1.7 8-d acceptances accomplishes active admirers adorer adventuresome adventuristic amuse amuses
1.7 amusive appreciate appreciations appreciatory approves astound attracts awarded beautifier
1.7 beautifiers beauts beneficialness benefitted benevolence blessedly boost calming calmness
1.7 carefree charitable charm cheerer cheerlead chuckle clarity clean clearly comedic comedies
1.7 comforting comfortingly compassionately complimentarily compliments convinced convincing
1.7 creativities creditably definitely desire determination devoted dignity divination dreams
1.7 eagerness efficiently empathetic energizers engaged enlightens entertained enthuses exhilarating
1.7 fantasticality favor favorited flirtation forgivable forgiver forgives freed freeman freenesses
1.7 friended funnier gallant gga giggliest givers glamorize gracile grander hardy harmonize harmony
1.7 healthy heavens help hilarious holiday honorer honorifics hopefully hugged humouring idealism
1.7 idealistically impressiveness intellective intellectualities intellectuality interested
1.7 interesting interestingly jollities justified kisser laugher laughers liking livelier livelong
1.7 meritoriousness merits merrier merrymakers neatest nifty nurturant opportune optimised
1.7 optimising pardoning parties party peaceable peacemaking pleaser pleases positivists pretties
1.7 promising rapturous reassured reassuring reinvigorating relaxin respectably respectfully
1.7 romancers romantic romanticise romanticised safest secured sincere smart smartening smarties
1.7 smiler smiley special splendiferousness strengths strongish support terrifically thoughtfully
1.7 treat trusting truthfulness valuableness values virtuosa warmest warmly welcomes wish x-p yeees
1.7 yes
1.8 accomplish admirer adored adventurousness affectioned agreeable agreeableness amorous amused
1.8 amusingness applause appreciatively approved astounded astounding attracted attractions
1.8 attractiveness awardee beatific beautifies beneficiaries bless cared championing champs charity
1.8 cheerers comfortably comforted complimented creativeness creditable cutes dearly deliciousness
1.8 devotions dignify divinities easier easiest efficient elegances encouragement energetically
1.8 enjoyably entertainment excitant excitation excitations exonerate exonerated faith faithfully
1.8 faiths favored favoring favorites favoured favours ff foaf forgivingness freebie freebies
1.8 friending friendlily fulfilled funniness funning gaining generously genial gentlest giggle
1.8 glamorised glamorizing grace gratefuller gratifications greetings hahas harmonic harmoniousness
1.8 harmonise helpful heroines honesties honourer hopes hoping huggers hugging hurrayed idealistic
1.8 idealization idealized ideally improver improves improving inspiring inspiriting intellects
1.8 intellectualizes interestingness jollity kiss kissy lighthearted liked likes livelily lmbao lol
1.8 lucky magnifico marvel mature merit nice once-in-a-lifetime opportunity optimisations optimizes
1.8 peaceableness perfecter perfectibility popular popularizer popularly positivisms powerful
1.8 proactive progress promoted qt reassuringly reinvigorates rescued respectabilities respective
1.8 romantically romanticize romanticizes rotglmao safer safety satisfied satisfies saved sharing
1.8 sincereness sparkle strengthened strengthener succeeded sunny talent tenderly tenderness
1.8 thankfully tranquility tranquillity treasures true trustworthiness truths united usefully
1.8 vindicated virtue virtuosas virtuosos virtuously vivacious warmhearted wellborn winnable winned
1.8 wisely woot yw
1.9 8) <3 accomplished advantageously affectional affectionate agog agreeability appreciating
1.9 attractive awarding beautification beneficial benefitting benevolences better blessers braved
1.9 braves bright brighten brilliants championship charitableness charmer charms cheerfuller
1.9 cherishers classy comforter commend commended complimentary considerate contentedly creative
1.9 creditability creditworthiness cutenesses dearer dears deary deliciously dignitary easy
1.9 effectively elegantly encourages energetic energising enjoyable enjoyableness entertaining
1.9 entertainingly enthusiasm enthusing esteemed excitements exciter excitingly faithful
1.9 faithfulness fame fave favour fearless fond fondly forgiving fortunate freely friendship fulfill
1.9 funnily funny gallantly gentle gift glamours good hak handsomely harmoniously harmonization
1.9 helpfulness heroizing honester honorarily hope hurrahed ideality idealizers impress improve
1.9 influential innocency innovative inspirator inspires inspirit intelligential invigorate jovial
1.9 keenest kissably laughings lively loyalties lucked luckier nicely nicer nurtured nurturer
1.9 nurtures optimality optimise peacefuller playful pleased pleasurability pleasures popularized
1.9 positivistic praiseworthily preciousness privileged profit profitable profits protected proudful
1.9 reinvigorated rejoice relax respectable respectfulness rewarders richened richly romanticist
1.9 romantics safe satisfaction satisfiable satisfyingly sentimentally smarten sociable
1.9 splendiferously stimulating strongest sunshiny supporters supporting supremo surefooted surely
1.9 thanked thankfuller thanks thoughtfulness thrilled tranquiler triumphalisms truest truly truster
1.9 truthfully urw useful valued welcomely welcomers welcoming wellness wiseness worthy
2 :) acceptance amorousness aok applaud attraction awards benefit blesseder braveries breathtaking
2 brilliantines carefulness cares charmed cherishable cherishing clever cleverer compassion cute
2 cutiepie dearness dedicated delighter delights devotedness devotion dignifies encouragingly
2 energizing engagement enjoyments enthused enthusiasms excel fab fantastical fascinates faultless
2 faultlessly fav favorite festive friendlier friendliness ftw gently gj glad glamourous
2 glorification goodness graceful grand grateful gratifyingly gratz haha handsomer harmonious
2 heroized hhoj honestly hugz humourous idealises idealizes impressively improvement innovates
2 inspirers intellect intellectualist intelligent intelligently interest invigoratingly jewels
2 jollies jollifications kindness kissable l laughed likeable luck lulz marvels merriments
2 mirthfully mml motivated neat neatened noble nurturing optimisms optimized optimizing passion
2 peaceably peacekeeping peacemaker pleasantry positivist praiser praisers prizes rejoiced
2 relaxedness respectful rewardable romancing romanticizations satisfy satisfying serene sincerer
2 sincerest smarter smartness smiling splendors sprightly strengthens suave sureness sweet talents
2 thankfullest thrillingly triumphal triumphs truthful virtuoso virtuousness warmth wealthily
2 welcome welcomeness wows
2.1 (?: 1337 :o) admire adorably adorers amazedly ambitious applauding approval ardent astoundingly
2.1 astounds attracting attractivenesses beautified beautifuler beneficiary brightened champ
2.1 charmers cheerfully cheerfulness cheers comedically comforts compliment confidently
2.1 courageousness cutesy cutey daringly delightedness delightfulness devoting dignifying effective
2.1 elegance elegancy elegant encouragements energised energize energizer energizes excite excites
2.1 fantasticalities fascinated favorable festivities fiesta freeing friends glamor glamorises
2.1 glamorized glamorously glories gorgeousnesses grandeurs gratefully grin harmonically
2.1 heartwarming heroize honoree honourable honouring hug humoring humour hurrahs idealised
2.1 impressed impresses improved inspirations inspiritingly intelligence invigorates invigorating
2.1 jollify liveliest loyal loyally medal meritorious nicenesses okays optimistically optimizers
2.1 peacefulness peaces peacetimes perfectibilities perfectively pleasantly popularity prettier
2.1 prosperous proud radiant rejoices relief respect respected respecter rewards richnesses
2.1 roflcopter romanticisms satisfactions scrumptious sincerely slaw smiles splendidly sweeties
2.1 sweetly terrific thankfulness thrilling treasuring triumph trueness trustability trusted
2.1 trustful trustfulness trusts valuable valuables vbg virtuosity vitalising vwp winners wise
2.1 wisest woo wtg
2.2 (: :] =) admirableness adorability adorable adorations affectionately agreement amazed
2.2 amazements amazes amusedly attractively beneficently benignant blessing bravery care caring
2.2 championships charities charmingly cheeriest cherisher cherishes compassionate confident
2.2 congratulate courage cutesiest cuties darlings dearie devotionally dignified energise energises
2.2 enjoy enjoyer enjoyers enlightened enthusiastic excelled excitement exciting fascination
2.2 favorableness festival festively festivity friend friendlies friendly funner glorifies
2.2 gracefuller gracefulness gratefulness hagd hagn hand handsome heroisms heroizes honesty honor
2.2 honorability honorableness honorifically honoured honours hugs innovate inspired inspirer
2.2 intellectualism invincible jollification joys kinder kindly kmuf l&r laughing laughs laughter
2.2 laughters lovelies merriness merrymaker merrymaking motivating nh nicest optimize passions
2.2 peaceful peacetime perfectivity positivenesses praised preciously pretty prouder reinvigoration
2.2 relaxed relaxing respecting rewarded richness romanced romanticism safely save splendorous
2.2 splendour splendours splendrous strength strengthening succeed succeeding succeeds successfully
2.2 sunshine superiorly supremest sweetie sweetness sweets triumphed trustiest trusty virtuosic
2.2 wealth wealthier wealthiest
2.3 :') :-d :d =d admired admiringly adventuring amoroso amorously appreciated appreciates
2.3 appreciation beautify beautifying beloved beneficent bl bravely bravest brilliancies cheer
2.3 cheered cheering cherished cleverly cleverness comfortable complimenting confidence courageously
2.3 courteous cuteness cuter darlingness dauntless delighted delightsome divinize earnest ecstasies
2.3 ecstatic encourage energized enjoyed enjoys enlighten enlightening enterprising entertainments
2.3 ethical excitedly flawless free fun funned generosity generous glamorous glorified glorifier
2.3 gorgeously graciously gratifying gratitude h&k heaven heavenlinesses helpfully heroes honest
2.3 honorees honoring honors hooray hopeful humorously impressive inspirational inspirationally
2.3 intellectual iyq jolly jollying joyance kfy kindnesses kisses kudos laughingly liberties luckily
2.3 magnific magnificences muah passionateness perfecting pleasant pleasantness pleasantnesses
2.3 pleasured positiveness positiver positivity prize prizewinner reinvigorate rescue revered
2.3 smilingly splendidness strong sunnier supremeness supremer survived swak sympathetic talented
2.3 tgif tia tops triumphantly triumphing trust trustable trustworthily valuably vip winningly
2.3 woohoo xoxozzz
2.4 =-d admirability adoringly affection awardable beauties beautifications beneficially brave
2.4 braver champions charmingest cheerly congrats courageous creditworthy delightedly encouraging
2.4 enjoying entertains excellencies fabulous fascinate festiveness gain generousness glamorizer
2.4 glamorizes glamour gloried glorifying gracefully graciousness grandest grandeur handsomeness
2.4 happier heroically heroics honorably humorousness hurrahing hurrays ideal inspiration jollied
2.4 jollier joyfuller justice kind liberty lovers magnifical magnifically magnificence merrily
2.4 merriment merrymakings optimist passionate passionately peacefully peacemakers pleasing
2.4 pleasurable pleasurableness positively positives praises praiseworthiness prized prizewinners
2.4 profitableness r&r relaxation respectability rewarding rewardingly richer riches richest sexy
2.4 sgtm sunniest triumphant vibrant virtuous visionary wealthiness winning wisdom worshiped yay
2.4 yummy
2.5 aas admirably admiration adorableness amaze amazement award beauteous blessings bonus
2.5 brightening bwahahah cheerful cheerily cheeriness excellences excellency excelling excels
2.5 fascinating fondness fwb gla glory heartfelt honorable impressing jolliness joyfully joying
2.5 lmfao loyalty masterpieces merry mwah optimism peace perfections praising roflmao rotflmfao
2.5 self-confident smiled superior treasurable tyvm welldoer winnings wowing ywia
2.6 1432 admirable adore adoring appreciative appreciator beauteously beautifulest beautifulness
2.6 blesser blesses bonuses brilliancy cheerier cheery cleverest dearest delighters divine enjoyment
2.6 enthusiastically fantastic friendliest funniest gallantry generosities gloriousness gracious
2.6 hahaha handsomest happily happiness hero heroic hurrah inspiringly laugh ly lylas mirth
2.6 pleasantest pleasurably positive positivities praise praiseworthy proudest proudly ptl
2.6 remarkable rich romance rotfl securest sophisticated splendiferous successes supreme treasured
2.6 trustworthy vwd wowed x-d
2.7 aayf beauteousness beautifully benevolent bliss celebrate celebrated celebrates celebrating
2.7 delicious delightfully divinest divinity excellent glorify happy heavenliest heavenliness
2.7 heroine honour hurray iluaaf inspire jollily joyfulness kissing lmso lolz loves lovingness lylab
2.7 merriest mirthful overjoyed perfect perfected perfection pleasure precious prettiest reward rofl
2.7 romanticising sfete splendent success successfulness supremely tenderheartedly thankful
2.7 warmheartedness wd wins won wonderful worshipped
2.8 alol amazing beauty beneficence blessedest brilliant charming cutest darling delectably
2.8 delightful ecstatically exhilarates exuberant fabulousness godsend gracefullest heroism honored
2.8 joy joyousness lifesaver lovely lover loverly miracle pleasuring pukka rejoicing rotflmao sete
2.8 splendid successful sweethearts tenderheartednesses win winner wow xd
2.9 8d adoration ambw beautiful bff blessed blissful blockbuster brilliance brilliances champion
2.9 congratulation congratulations delectable delight divinely ecstasy ecstatics funnest gleeful
2.9 gloriously gorgeousness heroical jolliest joyed joyful joyously lmao loved loving luckiest
2.9 magnificent marvelous positivest rotgl soulmate super wonderfully wonderfulness
3 amor brightest brilliantly enrapture exhilarated exultant gorgeous hallelujah heavenlier heavenly
3 honestest jubilant lovable lyb outstanding perfectness prizewinning rotflol smartest splendor xlnt
3 xoxo
3.1 awesome excellence excellently great joyous lyl masterpiece peacefullest perfectest superb vbs
3.2 143 best cheerfullest elated euphoric freedom glee glorious greatest happiest heart love
3.2 lovingly paradise perfectly
3.3 ecstacy euphoria hearts lya sweetheart
3.4 aml ilu ily magnificently
""".strip()

LEXICON: dict[str, float] = {
    word: float(line.split(" ", 1)[0])
    for line in _TABLE.splitlines()
    for word in line.split(" ", 1)[1].split(" ")
}
