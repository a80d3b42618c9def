# पृष्ठ के हिन्दी शब्द। संदेश en.ftl जैसे ही हैं।

## The page

title = Whence: यह चित्र किस संस्कृति का है?
tagline = कोई चित्र अमेरिकी है, चीनी, भारतीय या जापानी? Whence यह आपके ब्राउज़र में ही बता देता है।
skip = मुख्य सामग्री पर जाएँ
language-name = हिन्दी
language = भाषा
noscript = Whence आपके ब्राउज़र में काम करता है और इसके लिए JavaScript चाहिए।
unsupported = यह ब्राउज़र Whence के लिए बहुत पुराना है। इसे SIMD वाला WebAssembly चाहिए, जो Chrome, Edge, Firefox और Safari में 2023 से है। ब्राउज़र अपडेट करें या कोई दूसरा ब्राउज़र आज़माएँ।
nav =
    .aria-label = मेन्यू
nav-look = देखें
nav-guess = खेल
nav-find = खोज
stage =
    .aria-label = चित्र
answer =
    .aria-label = उत्तर
label = { $label }
label-noun = लेबल
list = { $list }, { $next }
list-or = { $list } या { $next }
question = यह क्या है?
tagline-task = { $question } मॉडल आपके ब्राउज़र में ही चलता है।
about = मॉडल ने चित्रों की { $pictures } तस्वीरों से सीखा। जो अन्य { $tested } तस्वीरें उसने कभी नहीं देखी थीं, उनमें से { $accuracy } पर उसका उत्तर सही था (95% विश्वास अंतराल { $low } से { $high })।
privacy = आपके चित्र आपके डिवाइस पर ही रहते हैं। यह पृष्ठ केवल अपने सर्वर और द मेट से संपर्क करता है, और दो अन्य सर्वरों से तभी, जब आप अनुमति दें।
limits = Whence केवल चार संस्कृतियाँ जानता है और सिर्फ़ रूप-रंग देखकर निर्णय करता है। इसका उत्तर केवल अनुमान है, विशेषज्ञ की राय नहीं।
card-open = मॉडल के बारे में
update = Whence का नया संस्करण उपलब्ध है।
update-now = अभी अपडेट करें
offline-ready = यह पृष्ठ आपके डिवाइस पर सहेज लिया गया है और इंटरनेट के बिना भी चलता है।

## The pages that the footer links to

pages-about = Whence के बारे में
pages-privacy = निजता
pages-accessibility = सुगम्यता

## The first screen

step-choose = द मेट संग्रहालय का कोई चित्र चुनें, या अपना कोई चित्र दें।
step-look = मॉडल उसे यहीं, आपके ब्राउज़र में देखता है। कुछ भी अपलोड नहीं होता।
step-answer = आपको दिखता है कि वह कौन-सी संस्कृति बताता है, उसे कितना भरोसा है और उसने चित्र में कहाँ देखा।
example-verdict = चीनी
example-truth = द मेट की सूची में यह कृति चीनी है। Whence का उत्तर भी यही है।
example-work = उदाहरण: श्या गुई का “Windswept Lakeshore”

## Choosing a picture

choose-section =
    .aria-label = चित्र चुनें
strip = इनमें से कोई चुनें
invitation = आप चित्र को खींचकर इस पृष्ठ पर कहीं भी छोड़ सकते हैं, या यहाँ पेस्ट कर सकते हैं।
random = कोई भी चित्र
choose = अपने चित्र चुनें
camera = कैमरा
address = वेब पता
camera-dialog =
    .aria-label = कैमरा
shutter = तस्वीर लें
camera-waiting = कैमरे की प्रतीक्षा है। ब्राउज़र आपसे अनुमति माँग सकता है।
camera-refused = कैमरे पर रोक है, या कैमरा नहीं है। ब्राउज़र की सेटिंग में इस पृष्ठ को कैमरे की अनुमति दें, या कोई चित्र चुनें।
close = बंद करें
address-dialog =
    .aria-label = चित्र का वेब पता
address-label = चित्र का वेब पता, द मेट की किसी कृति का पता, या कृति का नंबर
address-go = दिखाएँ
address-agree = यह पृष्ठ अपने आप किसी और सर्वर से संपर्क नहीं करता, और अधिकतर सर्वर मना भी कर देंगे। wsrv.nl नाम की सार्वजनिक सेवा यह चित्र ला सकती है। तब उसे चित्र का पता और आपका IP पता मालूम हो जाएगा।
address-agree-yes = wsrv.nl से मँगाएँ
caption-yours =
    .alt = आपका चित्र, { $name }
caption-hidden =
    .alt = द मेट का एक चित्र, जिसे पहचानना है
caption-camera = कैमरे से
caption-address = वेब से
caption-work =
    .alt = { $title }, द मेट में

## While it works

status-loading = मॉडल लोड हो रहा है
status-ready = मॉडल तैयार है
status-working = चित्र पहचाना जा रहा है
status-waiting = मॉडल लोड हो रहा है; फिर चित्र पहचाना जाएगा
status-drawing = द मेट से एक चित्र लाया जा रहा है
status-fetching = द मेट से कृति लाई जा रही है
status-guess = आपका अनुमान?
status-searching = द मेट में खोज जारी है
status-trouble = { $trouble }। { $advice }
progress =
    .aria-label = मॉडल लोड हो रहा है
amount = { $received } MB
amount-of = { $total } में से { $received } MB
cancel = रद्द करें

## The answer

verdict-confident = { $first }
verdict-torn = { $first } या { $second }
verdict-unsure = शायद { $first }
verdict-not_one_of_these = शायद इनमें से कोई नहीं
remark-confident = Whence को अपने उत्तर पर भरोसा है।
remark-torn = { $first } होने की संभावना अधिक है, पर Whence को पूरा भरोसा नहीं है।
remark-unsure = Whence को अपने उत्तर पर पूरा भरोसा नहीं है।
remark-unfamiliar = { $remark } हो सकता है कि यह इनमें से कोई भी न हो।
remark-not_one_of_these = यह उन चित्रों जैसा नहीं है जिनसे Whence ने सीखा, इसलिए इन प्रतिशतों का विशेष अर्थ नहीं है।
spoken = { $verdict }। { $remark } { $share }।
truth-right = द मेट की सूची में यह कृति { $truth } है। Whence का उत्तर भी यही है, यानी सही।
truth-wrong = द मेट की सूची में यह कृति { $truth } है। Whence का उत्तर { $predicted } है, यानी ग़लत।
truth-none = द मेट के विवरण में इनमें से किसी संस्कृति का नाम नहीं है।
hint = कोई नाम चुनें और देखें कि उसके संकेत चित्र में कहाँ हैं।
where = { $culture } होने के अधिकतर संकेत { $place } हैं।
where-spread = { $culture } होने के संकेत पूरे चित्र में फैले हैं।
where-none = इस चित्र में { $culture } होने का कोई संकेत नहीं है।
place-top-left = ऊपर बाईं ओर
place-top = ऊपर
place-top-right = ऊपर दाईं ओर
place-left = बाईं ओर
place-middle = बीच में
place-right = दाईं ओर
place-bottom-left = नीचे बाईं ओर
place-bottom = नीचे
place-bottom-right = नीचे दाईं ओर
strength = हीट मैप की गहराई
legend-little = कम संकेत
legend-much = अधिक संकेत
outline = रूपरेखा के रूप में दिखाएँ
rivals = इसका उत्तर किससे बदल सकता है?
contrast = जो भाग { $first } से अधिक { $second } लगते हैं, वे मुख्यतः { $place } हैं।
contrast-spread = जो भाग { $first } से अधिक { $second } लगते हैं, वे पूरे चित्र में फैले हैं।
contrast-none = चित्र का कोई भी भाग { $first } से अधिक { $second } नहीं लगता।
rival = { $culture }, { $share }: मुख्यतः { $place }
rival-spread = { $culture }, { $share }: पूरे चित्र में
rival-none = { $culture }, { $share }: कोई संकेत नहीं
substitute = द मेट इस समय उत्तर नहीं दे रहा है। यह चित्र इस पृष्ठ के साथ आता है।
browser-decoded = यह चित्र आपके ब्राउज़र ने खोला है; रंगों में हल्का अंतर हो सकता है।
timings = { $total } मिलीसेकंड: { $width } × { $height } पिक्सेल खोलने में { $decode }, आकार बदलने में { $resize }, मॉडल में { $network }
copy = टेक्स्ट के रूप में कॉपी करें
copied = कॉपी हो गया
save = चित्र के रूप में सहेजें
link = लिंक कॉपी करें
text-answer = Whence: { $verdict } ({ $shares })
text-work = { $title }, द मेट: { $address }
share-one = { $culture } { $share }
share-more = { $before }, { $after }

## The nearest works

nearest-section =
    .aria-label = सबसे मिलती-जुलती कृतियाँ
nearest = द मेट की सबसे मिलती-जुलती कृतियाँ
nearest-hint = द मेट की { $count } कृतियों में से, हर उत्तर के लिए वह एक कृति जो मॉडल को इस चित्र से सबसे अधिक मिलती-जुलती लगती है।
nearest-similarity = { $share } समानता
nearest-none = कोई मिलती-जुलती नहीं
nearest-pictures = इनकी तस्वीरें दिखाएँ
nearest-learns = तस्वीरें द मेट के चित्र-सर्वर से आती हैं। तब उसे पता चलता है कि ये कौन-सी कृतियाँ हैं।

## A work of The Met

work-link = द मेट की वेबसाइट पर

## You against the model

guess-question = { $question } पहले आप बताएँ: कोई बटन दबाएँ, या 1 से { $last } तक की कोई कुंजी।
guess-next = अगला चित्र
guess-right = आपका उत्तर सही है: { $truth }।
guess-wrong = आपने { $guess } कहा; सही उत्तर { $truth } है।
model-right = मॉडल ने { $predicted } कहा, यानी सही।
model-wrong = मॉडल ने { $predicted } कहा, यानी ग़लत।
score = स्कोर
score-you = आप
score-model = Whence
score-of = { $rounds } में से { $right }
score-streak = लगातार सही: { $streak }, सबसे अधिक: { $best }
score-share = स्कोर साझा करें
score-text = मैं बनाम Whence: { $rounds } चित्रों में से मैंने { $you } सही पहचाने, मॉडल ने { $model }। लगातार सबसे अधिक सही: { $best }।
score-reset = शून्य से फिर शुरू करें
score-kept = स्कोर केवल इसी डिवाइस पर रहता है।

## The lab

lab = यह किससे धोखा खाता है?
lab-section =
    .aria-label = यह किससे धोखा खाता है?
lab-empty = कोई चित्र चुनें, या “कोई भी चित्र” दबाएँ। फिर उसे यहाँ बदलें और देखें कि उत्तर भी बदलता है या नहीं।
lab-picture =
    .aria-label = बदला हुआ चित्र, जैसा मॉडल उसे देखता है
lab-seen = मॉडल यही देखता है: { $width } × { $height } पिक्सेल। हर पट्टी पर खड़ी रेखा मूल चित्र का उत्तर दिखाती है।
lab-bars =
    .aria-label = संभावनाएँ
lab-knobs =
    .aria-label = चित्र में बदलाव
lab-set-grey = बिना रंग
lab-set-lamplight = लैंप की रोशनी
lab-set-mirror = दर्पण-छवि
lab-set-darker = कम रोशनी
lab-set-blur = धुँधलापन
lab-set-jpeg = JPEG गुणवत्ता
lab-set-turn = घुमाएँ
lab-set-crop = किनारे काटें
lab-set-cover = ढका हुआ भाग
lab-cover-hint = चित्र का कोई भाग ढकने के लिए उस पर दबाएँ या खींचें। कीबोर्ड से: पहले यहाँ आकार चुनें, फिर तीर वाली कुंजियों से उसे चित्र में खिसकाएँ।
lab-patch =
    .aria-label = ढका हुआ भाग, { $place }। तीर वाली कुंजियों से खिसकाएँ; Shift दबाकर अधिक दूर।
lab-unchanged = उत्तर है: { $answer }। किस बदलाव से यह बदलेगा?
lab-still = उत्तर अब भी वही है: { $answer }।
lab-grey = रंग हटाने पर उत्तर है: { $answer }।
lab-lamplight = लैंप की रोशनी में उत्तर है: { $answer }।
lab-mirror = दर्पण-छवि बनाने पर उत्तर है: { $answer }।
lab-light = कम रोशनी में उत्तर है: { $answer }।
lab-blur = धुँधला करने पर उत्तर है: { $answer }।
lab-jpeg = JPEG गुणवत्ता घटाने पर उत्तर है: { $answer }।
lab-turn = घुमाने पर उत्तर है: { $answer }।
lab-crop = किनारे काटने पर उत्तर है: { $answer }।
lab-cover = यह भाग ढकने पर उत्तर है: { $answer }।
lab-several = इन बदलावों के बाद उत्तर है: { $answer }।
lab-none = इनमें से कोई नहीं
lab-reset = पहले जैसा करें
lab-share = यह परिणाम साझा करें
lab-save = यह परिणाम सहेजें
lab-back = उत्तर पर वापस
lab-lesson = इस प्रयोग पर 45 मिनट का पाठ, प्रिंट करने के लिए

## Straighten and crop

frame = सीधा करें और काटें
frame-hint = चारों कोनों को चित्र के कोनों तक खींचें, या तीर वाली कुंजियों से खिसकाएँ। उनके बीच का हिस्सा सामने से दिखेगा।
frame-mark = हर पट्टी पर खड़ी रेखा पहले का उत्तर दिखाती है।
frame-corners =
    .aria-label = चित्र के कोने
frame-corner =
    .aria-label = कोना, { $place }: बाएँ से { $across }, ऊपर से { $down }। तीर वाली कुंजियों से खिसकाएँ; Shift के साथ अधिक दूर।
frame-whole = पूरा चित्र
frame-done = हो गया
frame-classify = पहचानें

## Find a work

find-section =
    .aria-label = कृति खोजें
find-words = शब्द, या कृति का नंबर या पता
find-in = कहाँ खोजें
find-in-anywhere = कहीं भी
find-in-title = शीर्षक में
find-in-artist = कलाकार या संस्कृति
find-label-any = कोई भी
find-highlights = केवल द मेट की चुनिंदा कृतियाँ
find-go = खोजें
find-count =
    { $total ->
        [one] { $total } कृति।
       *[other] { $total } कृतियाँ।
    }
find-none = द मेट में ऐसी कोई कृति नहीं मिली।
find-unfit = इनमें से कोई कृति दिखाई नहीं जा सकती: वे आपके चुनाव से मेल नहीं खातीं, या उनके चित्रों का मुक्त उपयोग नहीं हो सकता। अगले पृष्ठ पर शायद हों।
find-more = और दिखाएँ
find-results =
    .aria-label = मिली हुई कृतियाँ

## Several pictures

several-section =
    .aria-label = कई चित्र
several = आपके चित्र
several-progress = { $total } में से { $done }
several-of =
    .aria-label = प्रगति
several-table =
    .aria-label = परिणाम
several-picture = चित्र
several-verdict = निर्णय
several-time = मि.से.
several-csv = CSV में सहेजें
several-json = JSON में सहेजें
several-clear = हटाएँ
several-done =
    { $failed ->
        [0] पूरा हुआ: { $done } चित्र।
       *[other] पूरा हुआ: { $done } चित्र, जिनमें से { $failed } असफल।
    }

## The model’s card

card-title = मॉडल के बारे में
card-trained = इसने किससे सीखा
card-counts = { $counts } चित्र, हर एक औसतन { $epochs } बार देखा गया।
card-count = { $count } { $label }
card-met = द मेट के { $pictures } चित्रों पर, जिनके चित्रकारों का कोई काम इसने पहले नहीं देखा था
card-test = { $pictures } चित्रों पर जो इसने कभी नहीं देखे थे
card-cross = ऐसे स्रोतों के { $pictures } चित्रों पर जो इसने कभी नहीं देखे थे; ये आपकी अपनी खींची तस्वीर के सबसे निकट हैं
card-score = { $accuracy } उत्तर सही (95% विश्वास अंतराल { $low } से { $high }); मैक्रो-F1 { $f1 } ({ $f1-low } से { $f1-high })।
card-confusion = कन्फ़्यूज़न मैट्रिक्स: पंक्तियाँ सही उत्तर हैं, स्तंभ मॉडल के उत्तर
card-precision = प्रिसिज़न
card-recall = रिकॉल
card-f1 = F1
card-cannot = यह क्या नहीं कर सकता
card-cannot-1 = यह केवल चार संस्कृतियाँ जानता है। कोरियाई या फ़ारसी चित्र को भी इन चार में से एक नाम मिलेगा, या “इनमें से कोई नहीं”।
card-cannot-2 = यह चित्रकला के लिए बना है। लोगों, स्थानों या वस्तुओं की तस्वीरों पर इसके उत्तरों का विशेष अर्थ नहीं है।
card-cannot-3 = यह रूप-रंग देखकर निर्णय करता है। जापान में बने चीनी शैली के चित्र, या जापानी छापाचित्र की अमेरिकी नक़ल से यह धोखा खा जाता है।
card-cannot-4 = जिन तस्वीरों से इसने सीखा, उनमें संस्कृति और स्रोत आपस में जुड़े हैं। इसने जो सीखा, उसका एक भाग यह है कि संग्रहालय तस्वीरें कैसे लेते हैं।
card-file = { $architecture }, { $bytes } बाइट, SHA-256 { $sha }, लाइसेंस { $licence }

## In another page

embed-open = अपने पृष्ठ पर लगाएँ
embed-how = यह कोड अपने पृष्ठ में कॉपी करें। यह Whence को तय आकार के फ़्रेम में दिखाता है और हर उत्तर आपके पृष्ठ को बताता है।
embed-origin = आपके पृष्ठ का पता
embed-goes = उत्तर केवल { $origin } के पृष्ठों को बताए जाते हैं। चित्र किसी को नहीं भेजे जाते।
embed-code =
    .aria-label = कोड
embed-copy = कोड कॉपी करें
embed-whole = Whence को नए टैब में खोलें
embed-told = हर उत्तर { $origin } को बताया जाता है, पर चित्र नहीं भेजा जाता।

## In a kiosk

kiosk-begin = शुरू करने के लिए छुएँ
kiosk-still = क्या आप अब भी यहाँ हैं?
kiosk-left = Whence { $seconds } सेकंड में फिर से शुरू होगा।
kiosk-stay = हाँ, आगे बढ़ें

## Errors

again = फिर कोशिश करें
trouble-crashed = इस चित्र पर Whence रुक गया
    .advice = वह फिर से शुरू हो गया है, और अगले चित्र पर काम करेगा। इसी चित्र को दोबारा आज़माने के लिए इसे छोटा करके सहेजें।
trouble-broken = Whence शुरू नहीं हो सका
    .advice = फिर कोशिश करें, या दूसरा ब्राउज़र आज़माएँ।
trouble-missing = Whence की एक फ़ाइल नहीं मिली
    .advice = सर्वर ने { $url } के लिए { $status } उत्तर दिया। बाद में फिर कोशिश करें।
trouble-offline = Whence पूरा लोड नहीं हो सका
    .advice = देखें कि इंटरनेट चल रहा है या नहीं, फिर कोशिश करें।
trouble-mismatch = मॉडल और उसका विवरण मेल नहीं खाते
    .advice = इनमें से एक शायद पिछली बार का है। फिर कोशिश करें। बात न बने, तो कैश के बिना पृष्ठ फिर लोड करें।
trouble-model = मॉडल का उपयोग नहीं हो सकता
    .advice = बाद में फिर कोशिश करें।
trouble-empty = फ़ाइल ख़ाली है
    .advice = कोई दूसरी फ़ाइल चुनें।
trouble-unreadable = फ़ाइल पढ़ी नहीं जा सकी
    .advice = शायद उसे कहीं और रखा या बदला गया है। उसे फिर चुनें।
trouble-not-a-picture = यह चित्र नहीं है
    .advice = { $formats } फ़ाइल चुनें, या कोई और चित्र जिसे आपका ब्राउज़र दिखा सके।
trouble-unsupported = { $format } चित्र यहाँ नहीं पढ़े जा सकते
    .advice = न Whence इसे खोल सकता है, न आपका ब्राउज़र। इसे JPEG, PNG या WebP में सहेजें, या इसका स्क्रीनशॉट पेस्ट करें।
trouble-unsupported-variant = इस तरह का { $format } चित्र यहाँ नहीं पढ़ा जा सकता
    .advice = न Whence इसे खोल सकता है, न आपका ब्राउज़र। इसे साधारण JPEG या PNG में सहेजें, या इसका स्क्रीनशॉट पेस्ट करें।
trouble-incomplete = चित्र का एक भाग ग़ायब है
    .advice = फ़ाइल अधूरी है, या उसका कोई भाग मिट गया है। इसे फिर से डाउनलोड या कॉपी करें।
trouble-blank = देखने के लिए कुछ नहीं है
    .advice = पूरा चित्र पारदर्शी है। कोई दूसरा चित्र चुनें।
trouble-too-large = चित्र बहुत बड़ा है
    .advice = इसमें { $width } × { $height } पिक्सेल हैं; सीमा { $limit } मेगापिक्सेल है। इसे छोटा करके सहेजें।
trouble-too-much-memory = चित्र बहुत बड़ा है
    .advice = इसे खोलने में { $limit } MiB से अधिक मेमोरी चाहिए। इसे छोटा करके, या प्रति चैनल 8 बिट में सहेजें।
trouble-damaged = चित्र क्षतिग्रस्त है
    .advice = शायद वह पूरा सहेजा या कॉपी नहीं हुआ।
trouble-resize = चित्र का आकार नहीं बदला जा सका
    .advice = कोई दूसरा चित्र चुनें।
trouble-not-a-file = यह फ़ाइल नहीं थी
    .advice = पहले चित्र सहेजें और फ़ाइल यहाँ छोड़ें, या चित्र को ही कॉपी करके यहाँ पेस्ट करें।
trouble-blocked = द मेट थोड़ा रुकने को कह रहा है
    .advice = वह एक मिनट में सीमित अनुरोधों का ही उत्तर देता है। आप अपने चित्र अब भी आज़मा सकते हैं।
trouble-wait = { $seconds } सेकंड बाद फिर कोशिश करें
trouble-not-found = द मेट के पास यह कृति नहीं है
    .advice = नंबर { $id } की कृति उसके संग्रह में नहीं है, या अब नहीं रही। कोई और नंबर आज़माएँ।
trouble-no-picture = इस कृति के चित्र का मुक्त उपयोग नहीं हो सकता
    .advice = द मेट इसे दिखाता है, पर इसके चित्र के दोबारा उपयोग की अनुमति नहीं देता। इसे वहीं देखें, या कोई और कृति आज़माएँ।
trouble-retired = द मेट का API बदल गया है
    .advice = Whence का यह संस्करण उसे अब नहीं समझता। नए संस्करण के लिए पृष्ठ फिर लोड करें। आप अपने चित्र अब भी आज़मा सकते हैं।
trouble-met = द मेट से अनपेक्षित उत्तर मिला
    .advice = थोड़ी देर में फिर कोशिश करें।
trouble-met-offline = द मेट से संपर्क नहीं हो सका
    .advice = लगता है कि इंटरनेट नहीं चल रहा है। आप अपने चित्र अब भी आज़मा सकते हैं।
trouble-met-unreachable = द मेट उत्तर नहीं दे रहा
    .advice = इंटरनेट चल रहा है, पर द मेट से कोई उत्तर नहीं आ रहा। शायद द मेट में कोई गड़बड़ी है, या कोई फ़ायरवॉल या ब्राउज़र एक्सटेंशन उसे रोक रहा है। थोड़ी देर में फिर कोशिश करें। आप अपने चित्र अब भी आज़मा सकते हैं।
trouble-no-luck = कोई चित्र नहीं मिला
    .advice = लगातार कई कृतियाँ बिना चित्र की थीं, या किसी और प्रकार की। फिर कोशिश करें।
trouble-unreachable = चित्र लोड नहीं हो सका
    .advice = द मेट का चित्र-सर्वर उत्तर नहीं दे रहा, या इस पृष्ठ को चित्र पढ़ने नहीं देता। दो और सर्वरों पर यह चित्र हो सकता है: Google, जिसके पास द मेट के चित्रों की प्रति है, और wsrv.nl। उन्हें पता चल जाएगा कि आप कौन-सी कृति देख रहे हैं। आप चित्र को उसके पते से सहेजकर यहाँ छोड़ भी सकते हैं।
trouble-unreachable-at-all = चित्र किसी भी सर्वर से लोड नहीं हो सका
    .advice = उसे उसके पते से सहेजें और फ़ाइल यहाँ छोड़ें।
trouble-details = विवरण, रिपोर्ट के लिए
trouble-agree = उन दोनों सर्वरों से पूछें
trouble-save = चित्र का पता
trouble-address = यह वेब पता नहीं है
    .advice = चित्र का पूरा पता दें, जैसा ब्राउज़र के एड्रेस बार में दिखता है।
trouble-elsewhere = चित्र लाया नहीं जा सका
    .advice = wsrv.nl उसे नहीं ला सका। पता ग़लत हो सकता है, या उसका सर्वर मना करता होगा। चित्र सहेजें और फ़ाइल यहाँ छोड़ें।

## -task

title-task = Whence
about-task = मॉडल ने { $pictures } तस्वीरों से सीखा। जो अन्य { $tested } तस्वीरें उसने कभी नहीं देखी थीं, उनमें से { $accuracy } पर उसका उत्तर सही था (95% विश्वास अंतराल { $low } से { $high })।
step-choose-task = द मेट संग्रहालय की कोई कृति चुनें, या अपना कोई चित्र दें।
step-answer-task = आपको दिखता है कि वह कौन-सा उत्तर बताता है, उसे कितना भरोसा है और उसने चित्र में कहाँ देखा।
random-task = कोई भी कृति
caption-hidden-task =
    .alt = द मेट की एक कृति, जिसे पहचानना है
status-drawing-task = द मेट से एक कृति लाई जा रही है
remark-not_one_of_these-task = यह उन तस्वीरों जैसी नहीं है जिनसे Whence ने सीखा, इसलिए इन प्रतिशतों का विशेष अर्थ नहीं है।
truth-none-task = द मेट का विवरण इनमें से किसी उत्तर से मेल नहीं खाता।
substitute-task = द मेट इस समय उत्तर नहीं दे रहा है। यह कृति इस पृष्ठ के साथ आती है।
guess-next-task = अगली कृति
score-text-task = मैं बनाम Whence: { $rounds } कृतियों में से मैंने { $you } सही पहचानीं, मॉडल ने { $model }। लगातार सबसे अधिक सही: { $best }।
lab-empty-task = कोई चित्र चुनें, या “कोई भी कृति” दबाएँ। फिर उसे यहाँ बदलें और देखें कि उत्तर भी बदलता है या नहीं।
frame-hint-task = चारों कोनों को कृति के कोनों तक खींचें, या तीर वाली कुंजियों से खिसकाएँ। उनके बीच का हिस्सा सामने से दिखेगा।
frame-corners-task =
    .aria-label = कृति के कोने
card-met-task = द मेट की { $pictures } तस्वीरों पर जो इसने कभी नहीं देखी थीं
card-test-task = { $pictures } तस्वीरों पर जो इसने कभी नहीं देखी थीं
card-cross-task = ऐसे स्रोतों की { $pictures } तस्वीरों पर जो इसने कभी नहीं देखे थे; ये आपकी अपनी खींची तस्वीर के सबसे निकट हैं
trouble-no-luck-task = कोई कृति नहीं मिली
