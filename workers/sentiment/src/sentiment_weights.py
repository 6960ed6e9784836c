"""Weights of words and pairs of words, in log-odds. Generated: do not edit.

Learned by ``python -m sentiment_training`` from "Sentiment Labelled Sentences" (Kotzias et al.,
"From Group to Individual Labels Using Deep Features", KDD 2015; UCI Machine Learning Repository,
CC BY 4.0). ``not_x`` is x behind a negator; ``#+ #- #+not #-not`` multiply valences.
"""

# One line: a weight, and the features that have it, divided by bars.
_TABLE = r"""
-1.38 not
-1.28 didn't
-1.26 #+not
-1.17 no
-1.03 not_back
-1.02 average
-1.01 at best
-1 not_work
-0.97 bland
-0.91 bad
-0.88 rude
-0.85 ?
-0.84 junk
-0.83 better|slow
-0.81 don't|none
-0.8 doesn't
-0.79 impressive
-0.76 wasn't
-0.75 rude and
-0.74 terrible
-0.73 breaks|dont
-0.72 not_waste
-0.71 freedom
-0.7 return
-0.69 a few|there's
-0.68 kept|not_how|nothing
-0.67 can't|cheap
-0.66 garbage
-0.65 away from|expected|poor
-0.64 sure
-0.63 cannot
-0.6 work
-0.59 disappointment|lacks|turn
-0.58 come in
-0.57 finally|holes|internet|let
-0.56 not_ever|rated
-0.55 unreliable
-0.54 #-not|dialogue|good way|the dialogue
-0.53 avoid
-0.52 else|lacked|maybe
-0.51 a joke|joke|where
-0.5 best of|waiting|waiting for
-0.49 came
-0.48 away|character|good food|not_pay|probably|salad|tasteless
-0.47 business|not_believe|of junk
-0.46 feeling|rubber|to eat
-0.45 ending that|good for|music|not_buy|took
-0.44 company|line|literally|not_enough|started|the worst
-0.43 average at|easily|guess|this product|was average
-0.42 a good|and flavorless|better and|clearly|costs|flavorless|forever|kind of|live|soon
-0.42 you clearly
-0.41 avoid this|hoping|lame|the actors|trash
-0.4 cold|gonna|the acting|you're
-0.39 is definitely|kind|plastic|used to|waited
-0.38 appalling|be back|bt|don't waste|fries|high|inexpensive|not_worth|off|script|the plot|vomited
-0.37 cover|fat|found a|handled|hearts|living|return it|the ear|to return
-0.36 best|ease|elsewhere|fried|headphones|results|the good|to hear|volume|work for
-0.35 are terrible|asked|brought a|definitely a|female|review|this item|unbelievable|watched
-0.34 acting is|anyone could|fun of|hard to|i guess|low|not_good|not_right|not_take|person|player
-0.34 please|poorly|thats|the unit|warm
-0.33 angle|be honest|buying|chinese|describe|expect|fun|glad|mean this|night|several|talented|worst
-0.32 acting|ear|give it|hopefully|particular|really easy|spend|spend your|the camera|to describe
-0.32 twice|unfortunately|wired
-0.31 30 min|bring|computer|direction|frozen|not_edible|problem|sucks|the burgers|the direction|unit
-0.31 vinegrette
-0.3 a huge|anytime soon|before|boring|definitely not|each|everyone|hour|huge|machine|not_impressed
-0.3 not_mean|not_plot|the ambiance|the director
-0.29 awful|because the|giving|i wish|never ever|no action|not_action|not_flavor|other person
-0.29 portions|short|sorry|stupid|the pizza|total|wish i
-0.28 because it|been created|certainly|honest|margaritas|my order|never|not_understand|ordered
-0.28 that came|within
-0.27 a bit|a night|above the|aren't|baby|bit|dropped|empty|genuine|i started|limited|night of
-0.27 not work|not_eating|not_mind|put|since|thinking|to turn|usual
-0.26 all means|as part|audience|conversations|during a|feel|known|means|nobody|not_fresh|not_new
-0.26 not_tasty|party|product and|rating|to work|watching this
-0.25 asked for|basically|difficult|extremely slow|going back|know how|not_real|ridiculous|salsa
-0.25 stinks|we asked
-0.24 around|bought|character was|ending|experience|future|i'm giving|it took|lived|looked like
-0.24 lunch|mid|mishima|not good|not_certain|not_fit|not_hard|not_like|not_meat|not_whatsoever
-0.24 stars i|started to|this show|unsatisfactory|very disappointed|you need|zero|zero stars
-0.23 because|changing|cheaply|cheaply made|ed|fails|i thought|leaves a|list|looked|not_either
-0.23 racial|refund|return the|the script|to anyone|use
-0.22 a better|addition|below|burgers|color|couldn't understand|eating|fry|helpful|isn't|not_calls
-0.22 not_eyes|not_taste|reviewer|saying|space|take my|the stories|the wall|value|won't|wonder
-0.21 a steak|an old|anytime|both|bt headset|buy it|example|example of|food quality|like an|my wife
-0.21 not_busy|not_mistake|not_scenes|not_script|of how|on like|provided|same mistake|sushi|texture
-0.21 texture and|the audience|the fries|use the|waitress|wasn't busy|weird|wife
-0.2 cheap plastic|complaint|created|disappointed with|editing|how|no plot|not worth|of watching
-0.2 outlet|phone's|plug|poor and|served|sick|stay away|stories|tell|very long|was poor|waste your
-0.19 action|another|but fails|disappointed i|ear and|feel like|flaws|gas|hear|her salad|horrible
-0.19 intelligence|is beyond|low quality|narrative|not_better|not_bother|offensive|opening
-0.19 opening sequence|owners|pancakes|please don't|red|relationship|sequence|shrimp|skip|smell
-0.19 the end|the narrative|the server|wait for|well as|why|wouldn't
-0.18 a word|break|buy this|can't tell|coming|crap|dont waste|fish|fit|forever to|fries and|how to
-0.18 i recommend|makes you|not_item|not_software|not_word|ok|overpriced|plot|show|static|sum|takes
-0.18 takes forever|the bad|the least|the plug|this purchase|trouble|turn on|wooden
-0.17 as cheap|bad i|everything is|i saw|i sometimes|impressed with|it worked|item|just plain|lead
-0.17 least|music in|server|sprint|switch|twice and|wall|within 2
-0.16 back and|doesn't work|enjoy|ever had|friends|i feel|itself is|menu is|mess|not buy
-0.16 not impressed|not waste|picture|sauce was|the cast|the character|to talk|very cheap|watching
-0.15 1/2|a loud|above|all costs|avoid at|back anytime|believe that|brought|buzzing|buzzing to
-0.15 camera|cover girl|disappointing|don't buy|eat|flick|girl is|i kept|loud buzzing|override
-0.15 override all|potatoes|since it|so boring|thai|themselves|to keep|to override|under|unless|used
-0.15 you like|your conversations
-0.14 a week|breakfast|charge|difficult to|dining|dozen|drive|enough|face|generally|grease|i've ever
-0.14 immediately|nonsense|not fit|possible|product|q|return to|something|table|the chicken
-0.14 the table|the writing|thought it|tinny|turn it|vegetarian|website and
-0.13 a sushi|at least|attempt|attempt to|audio|because i|because they|bites|case because|feature
-0.13 fit the|give them|i paid|i use|last night|like it|major|meal|negative|not_came|not_recommend
-0.13 once|paid|pizza|plain|purchase|right|serves|spicy enough|sucked|tasted|this company|values
-0.13 word|work with|worked|worse than
-0.12 behind the|beyond|broke|came in|defective|fall|far|flavor|graphics|hard|have stayed|how can
-0.12 i live|i ordered|lazy|mediocre|not tasty|not_because|not_connection|play|reading|replacement
-0.12 seafood was|slow and|stomach|to charge|vibe|wine|writing|writing is
-0.11 acting was|actors|disgusting|done|dumb|echo|flower|give|good in|have ever|lightweight|like the
-0.11 location|love to|not_great|not_says|pho and|premise|putting|small and|the case|the right
-0.11 the whole|to call
-0.1 a decent|after|ask|balance|billy|came out|fan of|few seconds|however|late|not_watch|obviously
-0.1 overall i|pasta|places|point|predictable|predictable and|scene|seconds|shots|side|small|stayed
-0.1 the bar|the guy|the red|the selection|the volume|traditional|volume is
-0.09 a great|ago and|appearance|broken|brother|budget|cant|charging current|doing|enough charging
-0.09 feels|forgot|i forgot|lasts|not_current|not_interest|pair of|pizzas|sashimi|so bad|stopped
-0.09 talk|terrible service|the menu|tool|waitress was|was terrible|wish|yes
-0.08 a while|ago|an off|and editing|biscuits|customer|customer service|design|dinner|dishes|earlier
-0.08 etc|ever seen|how bad|is like|later|not_having|not_use|opportunity|part of|pay|pho|show is
-0.08 side of|staff|storyline|storyline was|the device|the music|the software|the storyline
-0.08 the waitress|toasted|tries|trying|trying to|useless|week
-0.07 a bad|a real|a strong|ability to|again because|and bad|authentic|can turn|card|chips|flawed
-0.07 forth|hard enough|hate|i hate|it came|kids|lacking|left|lines|memories|not stand|not_not
-0.07 not_stand|often|rice|since the|speaker is|tension|the internet|to give|turn the|walked
-0.06 a complete|after a|catching|checked|complete|continue|description|device is|didn't work
-0.06 direction and|each other|effects|finish|hands|heart|i checked|idea|imagination|is poor|keep
-0.06 need|new|not recommend|plan|plot is|scenes|seafood|sony|sweet|take a|tea|tell you|th|the audio
-0.06 the lines|to finish|use this|wait|want to|was certainly|wasted|would take|you pay
-0.05 bad film|bad it|beans|can't recommend|case|characters are|clarity|clean|due|due to|dvd|egg
-0.05 either|end|expect more|few weeks|film certainly|function|having|i want|impressed|mention|mp
-0.05 not_hear|opened|product is|pros|simply because|software|stay|the chips|the screen|throughout
-0.05 tried 2|used it|very bad|very tasty|was impressed|weeks|worth the
-0.04 behind|chargers|i mean|keypad|leaves|mean|not_helpful|oscar|phone comes|previous|probably not
-0.04 scenes are|very poor
0.04 and delicious|composition|directed|gets a|good and|instead of|itself|lady|material|photography
0.04 running|the fact|the restaurant|usb
0.05 big|checking|checking out|contains|couple of|deliver|deserves|deserves strong|dishes were
0.05 fact that|good service|great film|hear me|i'll|important|is perfect|itself was|older|ordered a
0.05 outside|patio|perfect for|perfect in|pork|second time|sister|sounded|steak|strong|the black
0.05 the patio|the real|the story|were delicious|worked great|worth checking
0.06 amount|amount of|appreciate the|boyfriend|brunch|call me|chips and|dancing|decision|definitely
0.06 delight|disturbing|e|emilio|everything was|excellent sound|giallo|go back|great product
0.06 including a|interplay|is reasonably|keyboard is|loved it|memorable|my boyfriend|my purchase
0.06 needed|not_wait|packaged|plantronics|quit|reviews|saw the|sound and|sound volume|station
0.06 stuffed|tacos|the dancing|the description|the interplay|the keyboard|the shrimp|tries to
0.06 try this|very fresh|very happy
0.07 a big|a charm|a delight|alone|and happy|bartender|bartender was|belly|drama|fact|final
0.07 for anyone|fresh and|good price|happy about|is amazing|is wonderfully|it comes|light|nasty|paul
0.07 quality|quality of|racism|spicy|taking|the reception|to find|to mention|very clean|very nice
0.07 were amazing|whole lot|wonderfully|works like
0.08 a beautiful|a joy|a nice|ambience|ambience is|an awesome|as far|butter|buttons on|cashier
0.08 decorated|dialog|early|far as|for having|good phone|great place|have used|interesting and
0.08 keyboard|leather|love it|nearly|nice and|not_tip|quick|result|result is|seat|the cashier
0.08 the result|the seafood|this case|very comfortable
0.09 amazed|amazed at|angles|beef|brick|brick oven|cable|choose|choose from|control|definitely worth
0.09 from reality|gem|give a|good show|including|it works|long battery|loves|mostly|not_well|oven
0.09 rare|reality|special|that's right|the eyes|the series|the short|to choose|together|understand
0.09 voice|want|was amazed|wont|you want
0.1 a sandwich|a whole|after i|beautifully|case is|convincing|deserved|documentaries|end of|enjoyed
0.1 few|found|friendly and|heaven|indeed|is both|is still|lasting|my pc|not_expect|other end|pay for
0.1 pc|recommend these|steve|understanding|want something|why i|you'll
0.11 although the|an excellent|and use|and white|become a|brilliance|comes|cute|decent|download
0.11 ended|ended up|fill|fits|given a|is great|next|playing|relationships|simply|stars for|stuff
0.11 today|told|whole|wild|without
0.12 a month|are getting|artist|bar|best headset|called|clean and|enter|everything about
0.12 good product|great phone|handsfree|holds|is well|it holds|joy to|leave|loved the|month
0.12 perfectly|quickly|sound is|very clear|very pleased|would definitely
0.13 appreciate|clear|comfort|convenient|exceptional|fans|fans of|few places|friendly|italian|martin
0.13 must have|pretty happy|quality and|sandwich|seat and|shows|the casting|the subtle|this device
0.13 town|worthwhile|wow
0.14 array|array of|fantastic|felt|given|i loved|i tried|is excellent|joy|loud|mexican|others|passed
0.14 replace|saw this|so good|sound quality|struck|superb|the ending
0.15 a song|a wonderful|as good|chicken was|choice|cinematography|even though|good protection
0.15 most obvious|not_anyone|obvious|protection|protection and|song|sticks|the theater|was fresh
0.16 always|and while|anne|cat|delights|every single|healthy|i bought|keeps|normally|pizza and
0.16 plenty|plenty of|range|sauce is|single|still|theater|tried the|try|want a|works fine|yet
0.17 art|beautiful|brief|courtroom|creates|device|faux|getting|instead|looks|movies ever|old man
0.17 played|ready|really like|samsung|shot|shot in|tasty|to come|to tell|turned
0.18 and thin|anyone|bargain|games|highly recommend|i came|i've tried|lightly|loads|love|main
0.18 presence|priced right|ps|thin|treo|tv|wanted|worked very|you'd
0.19 aerial|aerial scenes|arrived quickly|assure|assure you|back here|call|can assure|cast|choices
0.19 despite|easy|easy to|everything the|genius|good quality|guess i|headset works|i felt|issues
0.19 loved|makes it|reasonably priced|skype|thought|thriller
0.2 back to|compelling|exactly|haven't|history|hope|i'm still|is light|menu|mmmm|much better
0.2 not_complain|pleased with|rate|rate this|the long|works as|would recommend
0.21 a massive|comfortable|data|enough to|family restaurant|i need|i sat|is worth|massive|perhaps
0.21 pretty good|sat|scene in|screen|staff was|subtle|the features|though|verizon|watch it|will come
0.22 chicken|dish|provides|role|sets|surrounding|the main|the night|the second|the sets|through|thus
0.22 use and|years old|young
0.23 a small|anyone to|buy|different|fast service|is good|john wayne|lost|on screen|really good
0.23 setting|style|the staff|through the|totally believable|wayne
0.24 course|emotions|emotions of|fast|give this|happy with|hilarious and|john|lovely|meaning
0.24 of course|order|perfect|plot and|plus|quality is|restaurant is|seeing|understated
0.25 dreams|find|full|learn|like|more interesting|peter|second|set|that's how|very attentive
0.25 was amazing|while|works great
0.26 a brilliant|anyway|because of|believe|church|classic|footage|i believe|like a|moving|performed
0.26 reasonable|reasonably|surprisingly|using|was good
0.27 able|able to|bit disappointed|casting|cell phone|dance|delicious|european|features|for sushi
0.27 found myself|girl|go wrong|highly recommended|liked the|not_bad|of options|problem with|run
0.27 series|stars|the strip
0.28 along|another one|attentive|exactly what|inside|part
0.29 adorable|bacon|dark|extraordinary|gave it|i gave|jawbone|long time|myself|so far|sometimes
0.29 tried
0.3 carries|carries the|cell|form|incredible|makes|not_disappointed|options|perhaps because|pleased
0.3 the best
0.31 !|2 thumbs|and moist|funny|highest|i liked|love this|moist|suspense|tender and|the highest
0.31 thumbs|thumbs up
0.32 although|comedy|good as|recommended
0.33 a must|conflict|edge|edge of|is simply|problems|selection|the edge|watch
0.34 buffet and|cool|gives|very good|very well|wonderful
0.35 couldn't|like there|power|priced|simple to|solid|spoiler|taste|touching|vegas buffet
0.36 any problem|finds|gave|job done|not_internet|restaurant|watkins
0.37 5 stars|amazing|awesome|bread|ringtones|speaker
0.38 better than|brilliant|cases|i wanted|liked|love the|seems|seems to|the sound|waste
0.39 everything|interesting|neil|order it|performance|spot
0.4 book|driving|prompt|setup|strip|the call|the quality|very prompt
0.41 child|gets|recommend this|the drive|white
0.42 fine|happy|human|worse
0.43 ceases to|is sturdy|never ceases|not_ceases|sturdy
0.44 does everything|plays|smoothly
0.45 back again|quickly and|scenes were
0.46 and sometimes|believable|i love|killer|recommend|tender|wear|well
0.47 i like|it actually
0.49 the characters
0.5 a long|during
0.52 excellent|hilarious|must
0.53 come back
0.54 characters
0.58 because he|good|horror|robert
0.59 during the
0.6 be happier
0.62 buffet
0.63 actually|not_problem
0.67 great
0.7 be disappointed|real
0.72 found this
0.74 macbeth
0.79 nice
0.85 hot|worth
1.13 not_happier|works
3.13 #+
3.55 #-
""".strip()

WEIGHTS: dict[str, float] = {
    word: float(line.split(" ", 1)[0])
    for line in _TABLE.splitlines()
    for word in line.split(" ", 1)[1].split("|")
}
