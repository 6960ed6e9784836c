"""Weights of words and pairs of words, in log-odds. Generated: do not edit.

Learned by ``python -m sentiment_training`` from "Sentiment Labelled Sentences" (Kotzias et al.,
"From Group to Individual Labels Using Deep Features", KDD 2015; UCI Machine Learning Repository,
CC BY 4.0). ``not_x`` is x behind a negator; ``#+ #- #+not #-not`` multiply valences.
"""

# One line: a weight, and the features that have it, divided by bars.
_TABLE = r"""
-1.47 #+not
-1.45 not
-1.3 didn't
-1.15 no
-1.03 average|not_back
-1.02 at best
-1 not_work
-0.98 bland|can't
-0.91 bad
-0.89 rude
-0.86 better
-0.84 junk
-0.83 none
-0.82 slow
-0.81 doesn't|don't
-0.8 ?
-0.79 impressive
-0.76 rude and|wasn't
-0.74 dont|terrible
-0.73 breaks|not_waste
-0.72 freedom|return
-0.7 #-not|there's
-0.67 a few|cheap|kept|not_how
-0.66 garbage
-0.65 expected|poor
-0.64 nothing|sure
-0.63 cannot
-0.62 work
-0.6 come in|disappointment
-0.59 turn
-0.58 lacks|let
-0.57 finally|holes|not_ever
-0.56 unreliable
-0.55 dialogue|rated|the dialogue
-0.54 avoid|internet
-0.53 good way|maybe
-0.52 a joke|else|joke
-0.51 best of|lacked
-0.5 away from|waiting|waiting for|where
-0.49 came|good food|salad
-0.48 character|probably|tasteless
-0.47 business|not_pay|of junk|rubber
-0.46 feeling|music|to eat
-0.45 ending that|good for|the worst|took
-0.44 company|easily|line|literally|not_believe|not_buy|this product
-0.43 average at|clearly|gonna|guess|kind of|live|started|was average|you clearly|you're
-0.42 and flavorless|better and|costs|flavorless|forever|hoping|not_enough|soon
-0.41 a good|avoid this|lame|the acting|the actors|trash
-0.4 cold|fries|is definitely
-0.39 away|be back|don't waste|inexpensive|kind|plastic|script
-0.38 best|bt|off|the plot|used to|vomited|waited
-0.37 cover|ease|handled|hearts|high|not_worth|return it|the ear|to hear|to return|work for
-0.36 are terrible|elsewhere|female|fried|headphones|living|results|the good|unbelievable|volume
-0.35 asked|brought a|definitely a|fun of|glad|review
-0.34 acting is|angle|anyone could|chinese|fat|found a|fun|i guess|low|not_right|not_take|player
-0.34 please|poorly|thats|the unit|this item|warm|watched
-0.33 acting|be honest|buying|describe|ear|everyone|expect|hard to|mean this|night|person|several
-0.33 to describe|unit
-0.32 30 min|give it|hopefully|particular|really easy|spend|spend your|twice|unfortunately
-0.32 vinegrette|wired|worst
-0.31 bring|computer|direction|frozen|machine|not_edible|problem|sucks|the camera|the direction
-0.3 because it|before|boring|each|fall|not_mean|not_plot|portions|the burgers
-0.29 anytime soon|certainly|definitely not|giving|honest|hour|never ever|not_flavor|not_good
-0.29 ordered|short|stupid|talented|the ambiance|the director|the pizza|total
-0.28 a bit|appalling|awful|baby|because the|been created|bit|margaritas|my order|never|no action
-0.28 not_action|within
-0.27 a huge|a night|aren't|dropped|empty|huge|i started|night of|nobody|not_impressed|not_mind
-0.27 other person|party|put|since|sorry|that came|thinking|to turn|to work|usual
-0.26 above the|all means|as part|audience|conversations|during a|feel|genuine|known|limited|means
-0.26 not work|not_eating|product and|rating|use|watching this
-0.25 around|asked for|basically|because|character was|ending|extremely slow|future|going back
-0.25 i'm giving|know how|looked like|lunch|not_fresh|not_new|not_real|not_tasty|return the
-0.25 ridiculous|this show|we asked
-0.24 bought|difficult|i wish|it took|lived|looked|mid|mishima|not_either|not_hard|not_meat
-0.24 not_understand|stars i|started to|unsatisfactory|very disappointed|wish i|zero|zero stars
-0.23 a better|burgers|changing|cheaply|cheaply made|ed|fails|i thought|leaves a|list|not_like
-0.23 not_whatsoever|racial|the script|won't
-0.22 addition|an old|below|buy it|eating|example|example of|fry|helpful|like an|not_calls
-0.22 not_certain|not_eyes|not_fit|not_scenes|provided|refund|salsa|saying|space|take my|the fries
-0.22 the stories|the wall|wonder|you need
-0.21 anytime|both|bt headset|color|food quality|isn't|my wife|not good|not_busy|not_mistake
-0.21 not_taste|of how|on like|reviewer|same mistake|texture|texture and|the audience|to anyone
-0.21 waitress|wasn't busy|waste your|weird|well as|wife
-0.2 complaint|couldn't understand|disappointed with|editing|experience|hear|how|i found|no plot
-0.2 not_bother|not_script|of watching|opening|opening sequence|phone's|poor and|sequence|sick
-0.2 stories|sushi|tell|the end|use the|very long|was poor
-0.19 a steak|action|but fails|cheap plastic|created|dont waste|ear and|feel like|fit|flaws
-0.19 fries and|gas|horrible|is beyond|low quality|narrative|not worth|outlet|owners|pancakes
-0.19 please don't|plug|red|served|server|skip|smell|the narrative|why|wooden|wouldn't
-0.18 another|bad i|buy this|crap|disappointed i|ever had|fish|forever to|her salad|how to
-0.18 i recommend|intelligence|it worked|not_better|not_item|offensive|overpriced|plot|show|shrimp
-0.18 staff|static|sum|takes|takes forever|the bad|the least|the plug|the server|this purchase
-0.18 trouble|twice and
-0.17 a word|as cheap|break|enjoy|friends|i saw|i sometimes|item|just plain|lead|least|makes you
-0.17 mess|music in|not_software|not_word|ok|picture|possible|relationship|sprint|turn on|wait for
-0.17 wall|watching|within 2
-0.16 back and|believe that|can't tell|coming|doesn't work|done|everything is|i've ever
-0.16 impressed with|itself is|menu is|need|not waste|sauce was|switch|the cast|the character
-0.16 to talk|under|used|very cheap
-0.15 1/2|a loud|above|back anytime|brought|buzzing|buzzing to|camera|cover girl|disappointing
-0.15 don't buy|dozen|drive|eat|flick|girl is|grease|i feel|i kept|loud buzzing|not buy
-0.15 not impressed|override|override all|potatoes|since it|so boring|thai|themselves|thought it
-0.15 to keep|to override|unless|vegetarian|you like|your conversations
-0.14 a sushi|a week|all costs|avoid at|breakfast|charge|dining|enough|face|far|generally|give them
-0.14 immediately|lazy|meal|nonsense|pizza|product|purchase|q|return to|right|something|stinks|table
-0.14 the chicken|the table|the writing|tinny|turn it|worked|worse than|writing
-0.13 attempt|attempt to|audio|because i|bites|came in|difficult to|feature|fit the|i live|i use
-0.13 last night|major|not fit|play|serves|spicy enough|tasted|this company|website and|word
-0.13 work with|writing is
-0.12 acting was|at least|because they|behind the|beyond|broke|case because|defective|flavor
-0.12 graphics|hard|i ordered|i paid|like it|location|love to|mediocre|not_because|not_came|once
-0.12 paid|plain|reading|replacement|stomach|sucked|to charge|wine
-0.11 actors|customer|customer service|dumb|echo|flower|give|good in|have ever|how can|lightweight
-0.11 not tasty|not_connection|pho and|point|premise|seafood was|seconds|side|the case|the right
-0.11 to call|vibe
-0.1 a great|balance|disgusting|fan of|few seconds|have stayed|late|left|like the|not_recommend
-0.1 not_says|obviously|overall i|pasta|places|predictable|predictable and|putting|scene|shots|small
-0.1 small and|the bar|the menu|the red|the volume|the whole|traditional|volume is
-0.09 a decent|a while|ago and|appearance|ask|billy|broken|brother|budget|came out|cant
-0.09 charging current|doing|enough charging|feels|forgot|however|i forgot|lasts|not_current
-0.09 not_great|not_interest|not_watch|pair of|pizzas|sashimi|slow and|so bad|stopped|talk
-0.09 terrible service|the guy|tool|waitress was|was terrible|yes
-0.08 a strong|after|ago|authentic|biscuits|can turn|dinner|dishes|earlier|etc|how bad|not_having
-0.08 opportunity|part of|pay|pho|show is|side of|stayed|storyline|storyline was|the device
-0.08 the music|the selection|the storyline|the waitress|toasted|tries|trying|trying to|turn the
-0.08 useless|week
-0.07 a bad|a real|ability to|again because|an off|and bad|and editing|card|chips|design|ever seen
-0.07 finish|flawed|forth|hard enough|hate|i hate|is like|it came|keep|kids|lacking|lines|memories
-0.07 not_not|not_use|often|plan|rice|since the|speaker is|tension|the software|to finish|to give
-0.06 a complete|catching|complete|device is|didn't work|direction and|each other|effects|heart
-0.06 i checked|idea|is poor|later|negative|not recommend|not stand|not_stand|scenes|seafood|sony
-0.06 sweet|take a|tea|th|the audio|the internet|throughout|tried 2|use this|value|values|wait
-0.06 want to|was certainly|wasted|would take|you pay
-0.05 bad film|bad it|beans|case|characters are|chargers|checked|clarity|clean|clichés|continue
-0.05 description|due|due to|dvd|egg|either|end|few weeks|film certainly|function|hands|having
-0.05 i want|imagination|leaves|mention|mp|not_hear|opened|phone comes|plot is|product is|pros
-0.05 scenes are|simply because|software|the chips|the lines|used it|very bad|very tasty|weeks|wish
-0.04 comes out|expect more|i mean|impressed|keypad|mean|oscar|previous|purchased|the screen
-0.04 very poor|was impressed|worth the
0.04 and delicious|composition|directed|fact that|good and|important|instead of|is always|material
0.04 ordered a|overall|perfect in|photography|running|strong|the restaurant|tiny
0.05 big|checking|checking out|contains|couple of|deliver|deserves|deserves strong|dishes were
0.05 gets a|good service|great film|hear me|i'll|is perfect|itself|itself was|lady|memorable
0.05 my purchase|older|outside|packaged|patio|perfect for|popular|pork|quit|reviews|saw the
0.05 second time|sister|steak|the black|the patio|the real|the story|usb|were delicious|worked great
0.05 worth checking|wrong
0.06 amount|amount of|appreciate the|as far|belly|boyfriend|brunch|call me|chips and|dancing
0.06 decision|definitely|delight|disturbing|drama|e|emilio|everything was|excellent sound|fact
0.06 far as|great product|including a|interplay|is reasonably|it comes|keyboard is|loved it
0.06 my boyfriend|nice and|plantronics|racism|sound and|sound volume|sounded|station|tacos
0.06 the dancing|the interplay|the keyboard|the shrimp|to mention|tries to|try this|very fresh
0.06 very happy|were amazing
0.07 a beautiful|a big|a charm|a delight|a nice|alone|as well|bartender|bartender was|buttons on
0.07 for anyone|for having|fresh and|from reality|go back|good price|interesting and|is amazing
0.07 is wonderfully|keyboard|light|long|nasty|nearly|needed|paul|quality|quality of|reality|result
0.07 result is|spicy|taking|the description|the reception|the result|to find|very clean|whole lot
0.07 wonderfully|works like
0.08 a joy|ambience|ambience is|an awesome|angles|beef|butter|cashier|decorated|dialog|early|final
0.08 giallo|good phone|great place|have used|i need|leather|long battery|love it|loves|not_tip
0.08 not_wait|not_well|quick|rare|seat|the cashier|the seafood|the series|the short|this case
0.08 very comfortable|voice|wont
0.09 a whole|amazed|amazed at|brick|brick oven|cable|choose|choose from|control|convincing
0.09 definitely worth|documentaries|gem|give a|good show|heaven|including|it works|mostly|my pc|oven
0.09 pay for|pc|special|that's right|to choose|together|understand|want|was amazed|you want|you'll
0.1 a sandwich|an excellent|and happy|beautifully|become a|brilliance|case is|deserved|end of
0.1 enjoyed|friendly and|indeed|is both|is still|lasting|not_expect|other end|recommend these
0.1 staff was|steve|stuffed|the eyes|understanding|want something|why i|wild|without
0.11 after i|although the|and white|are getting|best headset|comes|cute|download|ended|ended up|fill
0.11 fits|given a|is great|joy to|loved the|next|perfectly|playing|relationships|simply|stars for
0.11 stuff|today|told|very clear|very pleased|whole|would definitely
0.12 a month|and use|artist|bar|called|clean and|clear|decent|exceptional|few|good product
0.12 great phone|handsfree|happy about|holds|is well|it holds|leave|month|quality and|quickly
0.12 sound is|the casting|town|very attentive|worthwhile
0.13 appreciate|attentive|comfort|everything about|fans|fans of|felt|few places|friendly|given
0.13 i loved|italian|joy|martin|mexican|pretty happy|sandwich|seat and|shows|superb|the ending
0.13 the staff|the subtle|this device|wow
0.14 a wonderful|array|array of|fantastic|i tried|is excellent|loud|must have|others|passed|replace
0.14 saw this|so good|sound quality|stay|struck
0.15 a song|chicken was|choice|cinematography|delights|even though|most obvious|obvious|song|sticks
0.15 the theater|want a|was fresh
0.16 always|and while|anne|as good|beautiful|cat|creates|every single|faux|getting|good protection
0.16 healthy|i bought|keeps|looks|not_anyone|pizza and|plenty|plenty of|protection|protection and
0.16 range|ready|sauce is|single|still|tasty|theater|tried the|try|yet
0.17 art|brief|courtroom|device|enter|games|highly recommend|instead|love|movies ever|old man|played
0.17 ps|really like|samsung|shot|shot in|to come|to tell|works fine
0.18 and thin|anyone|back here|bargain|cast|i came|issues|lightly|loads|loved|main|presence
0.18 priced right|skype|thin|thought|turned|tv|wanted|worked very|you'd
0.19 aerial|aerial scenes|arrived quickly|assure|assure you|can assure|choices|despite|easy
0.19 everything the|exactly|genius|good quality|guess i|haven't|headset works|i felt|mmmm
0.19 not_complain|reasonably priced|thriller|treo
0.2 back to|call|compelling|family restaurant|history|hope|i'm still|is light|makes it|menu
0.2 much better|pleased with|subtle|the features|though|works as|would recommend
0.21 a massive|chicken|comfortable|data|easy to|enough to|i sat|is worth|massive|normally|perhaps
0.21 pretty good|sat|scene in|watch it
0.22 full|i've tried|john wayne|provides|rate|rate this|role|screen|sets|surrounding|the main
0.22 the night|the second|the sets|through|thus|verizon|wayne|will come|years old|young
0.23 a small|buy|couldn't|different|fast|happy with|hilarious and|is good|makes|on screen|perfect
0.23 really good|seeing|setting|style|through the|totally believable
0.24 anyone to|course|emotions|emotions of|fast service|give this|john|lovely|meaning|not_bad
0.24 of course|order|plot and|plus|restaurant is|the long|understated|use and|works great
0.25 a brilliant|believe|dreams|find|footage|i believe|learn|lost|more interesting|peter|quality is
0.25 second|surprisingly|that's how|was amazing
0.26 anyway|because of|bit disappointed|cell phone|church|delicious|european|for sushi|girl|like
0.26 like a|long time|moving|performed|reasonable|reasonably|run|using|was good|while
0.27 able|able to|casting|classic|dance|features|highly recommended|liked the|of options|part
0.27 problem with|series|set|stars|the strip
0.28 adorable|along|exactly what|inside|simple to|sometimes
0.29 bacon|cell|dark|dish|extraordinary|found myself|gave it|i gave|jawbone|job done|pleased|so far
0.3 carries|carries the|form|i liked|incredible|options|perhaps because
0.31 2 thumbs|and moist|another one|comedy|highest|love this|moist|myself|not_disappointed|suspense
0.31 tender and|the highest|thumbs|thumbs up
0.32 !|a must|everything|funny|recommended|the best|watch
0.33 buffet and|conflict|cool|edge|edge of|is simply|problems|the edge|tried|very good|very well
0.33 wonderful
0.34 gives|good as|selection|solid|spoiler|touching
0.35 although|amazing|any problem|finds|gets|like there|not_internet|priced|ringtones|taste
0.36 awesome|love the|restaurant|watkins
0.37 5 stars|better than|bread|brilliant|gave|liked
0.38 i wanted|order it|power|speaker|the sound
0.39 interesting|neil|performance|spot|vegas buffet|waste
0.4 driving|prompt|strip|the call|the quality|very prompt|white
0.41 book|child|fine|setup|the drive
0.42 cases|happy|is sturdy|seems|seems to|sturdy
0.43 human|recommend this|worse
0.44 ceases to|does everything|i love|never ceases|not_ceases|smoothly
0.45 and sometimes|back again|plays|quickly and|scenes were|tender
0.46 a long|believable|killer|wear
0.47 recommend
0.48 excellent|it actually|the characters
0.49 during|i like
0.5 well
0.52 found this|hilarious|must
0.53 characters
0.54 come back
0.55 good
0.58 because he|robert
0.59 during the|horror
0.62 not_problem
0.63 actually
0.64 great
0.65 buffet
0.69 be disappointed
0.7 real
0.74 macbeth
0.76 nice
0.84 worth
0.86 hot
1.12 works
3.21 #+
3.58 #-
""".strip()

WEIGHTS: dict[str, float] = {
    word: float(line.split(" ", 1)[0])
    for line in _TABLE.splitlines()
    for word in line.split(" ", 1)[1].split("|")
}
