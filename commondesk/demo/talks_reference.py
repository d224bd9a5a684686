"""Past talks that took the use of sources: research, local history, health, law, jobs, homework."""

from __future__ import annotations

from typing import Final

from commondesk.demo.talk import Talk

TALKS: Final = (
    Talk("reference", "genealogy", 4, """
P: Hi, I'm trying to find my {who} in the 1940 census. {pronoun} was born around {born} and lived in {place}. The site I tried wanted my credit card.
L: Good {day_part}! You don't need to pay for that one: the National Archives has the whole 1940 census online for free.
L: While I look, do you know how the family name might have been written down by somebody who only heard it?
P: Spelled {spelling}, I guess. My aunt says there was a brother called Amos.
L: That brother helps a lot. Still searching; I am going through the enumeration district for {place} page by page.
L: I think I have them: line {line}, household of {spelling}, with an Amos aged 9. https://www.archives.gov/research/census/1940
P: Oh my. That is them. You just made my mother cry (happy)
L: That is lovely to hear. You can save the page as an image; note the sheet number with it, so that you find it again. Was your question fully answered?
P: yes and more, thank you!
""", status="adult", variants=(
        {"who": "grandfather", "pronoun": "He", "born": "1922", "place": "Palatka", "spelling": "Hollenbeck or Holenback", "line": "41", "day_part": "afternoon"},
        {"who": "great-grandmother", "pronoun": "She", "born": "1911", "place": "DeFuniak Springs", "spelling": "Quattlebaum or Cottlebaum", "line": "17", "day_part": "morning"},
        {"who": "grandmother", "pronoun": "She", "born": "1930", "place": "Fernandina", "spelling": "Szymczak or Simchak", "line": "63", "day_part": "evening"},
    )),
    Talk("reference", "genealogy", 3, """
P: Where can I look up an obituary from the {paper}? My uncle died in {year}.
L: Hello, and I am sorry about your uncle. Which month, if you know it? The {paper} is on microfilm and partly scanned.
P: {month} I think
L: Thank you. One moment while I check which years are scanned.
L: {year} is scanned. You can read it at home with any library card of the state: choose "Newspapers", then the title, then the date. If the name brings nothing, page through the three days after the death; names are often misread by the scanner.
P: Found him on the second day. thank you so much, very helpful
L: I am glad. You can print the page with its date line, which is what most family trees ask for.
""", status="adult", variants=(
        {"paper": "Ames Sentinel", "year": "1987", "month": "March"},
        {"paper": "Panhandle Courier", "year": "1994", "month": "November"},
    )),
    Talk("reference", "local history", 4, """
P: does anybody have old photos of {what}? I need them for {why}
L: What a good project. From which years, roughly? And do you need to publish them or only show them?
P: {years}. just show
L: Then rights are easy. I am looking in the State Archives' photograph collection first.
L: There are {count} under that name: https://www.floridamemory.com and then the word in the search box. The caption says who took each.
L: For more than the state has, the county historical society keeps albums. Shall I send your question on to {library}, where somebody can look?
P: no the first ones are perfect, thanks!
""", status="adult", variants=(
        {"what": "the pier before the hurricane", "why": "the town's anniversary", "years": "1950s or 60s", "count": "14"},
        {"what": "the old packing house on Depot Street", "why": "a poster at work", "years": "before 1940", "count": "6"},
        {"what": "the ferry landing", "why": "my dad's 80th birthday", "years": "the fifties", "count": "9"},
    )),
    Talk("reference", "local history", 5, """
P: I live in a house from about 1925 and would like to know who built it. Where does one even start?
L: Hello! House histories are a favourite here. May I ask which town? You need not give me the address.
P: in {town}, near the river
L: Three roads, from easy to patient: the property appraiser's site shows the year built and earlier sales; the fire insurance maps show whether the house stood there in 1924 or 1930; city directories then name who lived at the number.
L: The maps are scanned at the Library of Congress: https://www.loc.gov/collections/sanborn-maps/
P: wow. the map has a little yellow rectangle exactly where I am sitting
L: Yellow means wood frame. So it was there by that year. The directories are only on paper, in the local history room of {library}.
L: Would you like me to ask them to look up your number for the years around it? They answer by e-mail within two days.
P: Yes please
N: Patron would like city directories 1923-1930 looked up by house number; told two days. Address is with the conversation.
L: Done. You will hear from them; the code on your slip brings you back here too.
""", outcome="referred", status="adult", variants=({"town": "Ames"}, {"town": "Heron Bay"})),
    Talk("reference", "articles and sources", 4, """
P: I need three peer reviewed articles on {subject} for my class, due tomorrow :(
L: Hi! That can be done in one evening. Is it for a course at {library}? Then we use your library's databases.
P: yes. I typed the whole question into the box and got 0 results
L: That happens to everybody: databases want a few words, not a sentence. Try: {search}
L: Then tick "Peer reviewed" and, at the left, the last five years.
P: 212 results!
L: Now sort by relevance and read only the abstracts of the first ten. Which part of the subject is yours?
P: {angle}
L: Then add AND {extra}. I see 31 left, and the second and the fifth look right for you.
L: The button "Cite" in the right column gives you the reference in the style your teacher wants; check the capitals afterwards.
P: got my three. you saved me
L: You did the searching. Was your question fully answered?
P: Yes, thank you
""", status="student", queue="academic", variants=(
        {"subject": "sleep and grades", "search": "sleep AND academic performance", "angle": "college students who work nights", "extra": "employment"},
        {"subject": "microplastics in estuaries", "search": "microplastics AND estuar*", "angle": "what it does to oysters", "extra": "oyster*"},
        {"subject": "telehealth in rural areas", "search": "telehealth AND rural", "angle": "older patients", "extra": "(elderly OR aged)"},
        {"subject": "restorative justice in schools", "search": "\"restorative justice\" AND school*", "angle": "middle schools", "extra": "\"middle school*\""},
    )),
    Talk("reference", "articles and sources", 4, """
P: My professor wants primary sources about {event}. I only find wikipedia
L: Hello. A primary source is something made at the time by people who were there: letters, newspapers, photographs, laws. What has caught your interest about it?
P: how ordinary people saw it
L: Then newspapers and letters. I'd start with Chronicling America: choose the state and the years {years}, and use words people used then. https://www.loc.gov/collections/chronicling-america/
L: A second good place is the Digital Public Library of America, which has ready-made sets with guiding questions: https://dp.la/primary-source-sets
P: the letters are amazing
L: Note under each one who wrote it, to whom and why; that is half of your analysis.
P: thx, that's exactly what i needed
""", status="student", variants=(
        {"event": "the 1926 hurricane", "years": "1926 to 1928"},
        {"event": "the land boom in Florida", "years": "1920 to 1927"},
        {"event": "the polio vaccine", "years": "1952 to 1956"},
    )),
    Talk("reference", "citing", 3, """
P: how do i cite {thing} in {style}?
L: Hi! Do you have it in front of you? I need the author, the date and where it stands.
P: {facts}
L: Then it goes like this: {answer}
L: The rule and more examples are here: https://owl.purdue.edu
P: perfect
""", status="student", queue="academic", variants=(
        {"thing": "a podcast episode", "style": "APA", "facts": "host is M. Ruiz, 2024, episode 12 The Quiet Reef, from Tide Talk", "answer": "Ruiz, M. (Host). (2024). The quiet reef (No. 12) [Audio podcast episode]. In *Tide Talk*."},
        {"thing": "an interview i did myself", "style": "MLA", "facts": "with my neighbor Ella Grant on march 3", "answer": "Grant, Ella. Personal interview. 3 Mar. 2026."},
        {"thing": "a government web page without author", "style": "APA", "facts": "Department of Health, page is called Safe Swimming, 2025", "answer": "Florida Department of Health. (2025). *Safe swimming*. Then the address of the page."},
    )),
    Talk("reference", "homework", 3, """
P: {greeting} i have to do a report on {subject} and i need 2 books and 1 website
L: Hello! That is a fun one. Which grade is it for, so that the books are not too hard or too easy?
P: {grade}
L: Thank you. Two books at {library} that are on the shelf right now: "{book}" and the World Almanac for Kids. The number on the back is {shelf}.
L: And a website your teacher will like: {site}
P: can i copy the pictures
L: For a school report yes, if you write below each one where it is from.
P: ok thank you!!
L: You are welcome. Come back and tell us how it went.
""", status="child", variants=(
        {"greeting": "hi", "subject": "manatees", "grade": "4th grade", "book": "Gentle Giants of the Springs", "shelf": "J 599.55", "site": "https://www.fws.gov"},
        {"greeting": "hello!", "subject": "the planet saturn", "grade": "5th grade", "book": "The Ringed World", "shelf": "J 523.46", "site": "https://science.nasa.gov"},
        {"greeting": "hey", "subject": "volcanoes", "grade": "third grade", "book": "Mountains of Fire", "shelf": "J 551.21", "site": "https://www.usgs.gov"},
    )),
    Talk("reference", "homework", 3, """
P: I don't understand what my teacher means by a thesis statement. It's for an essay about {essay}
L: Many people ask that, and few dare to. In one sentence: it is what you want your reader to believe at the end, and why.
L: What do you yourself think about it, in your own words? It may be rough.
P: {rough}
L: That is nearly one already. Now add "because" and your two best reasons.
P: {better}
L: *That* is a thesis statement. Each reason becomes a paragraph.
P: ohhh ok. thank you
""", status="teen", library="eastlake", variants=(
        {"essay": "school uniforms", "rough": "they are kind of unfair", "better": "School uniforms are unfair because families have to buy extra clothes and because they don't stop bullying"},
        {"essay": "whether phones should be allowed", "rough": "i think yes but not in class", "better": "Phones should be allowed at lunch because students need to reach their parents and because a total ban is impossible to enforce"},
    )),
    Talk("reference", "health", 3, """
P: My {who} was told to take {what} and we cannot read the leaflet. Is there something in plain words about side effects?
L: Hello. I cannot give medical advice, but I can give you a source that doctors and pharmacists trust: MedlinePlus, from the National Library of Medicine.
L: Here is the entry, in plain language, with a version to print in large type: https://medlineplus.gov/druginformation.html
L: There is one thing worth reading first, the part called "What special precautions should I follow".
P: found it. it says not with {not_with}! good to know
L: Then please do call the pharmacy with that; they answer such questions free of charge and at once.
P: calling now. Thank you.
""", status="adult", variants=(
        {"who": "husband", "what": "a blood thinner", "not_with": "some of his vitamins"},
        {"who": "mother", "what": "a new blood pressure pill", "not_with": "grapefruit"},
    )),
    Talk("reference", "law", 3, """
P: my landlord wants me out in {days} days and there is nothing in writing. is that legal?
L: Hello. That is a hard letter to get. I may not tell you what to do, but I can show you the law itself and people who advise for free.
L: The statute on ending a tenancy without a written lease is chapter 83, part II: http://www.leg.state.fl.us/statutes/ ; look for the section about notice.
P: it says {says}?
L: I can't say how it applies to you, I am sorry. Who can: the legal aid office of your county, by phone or online, free below a certain income. https://www.floridalawhelp.org
L: They ask for the date you moved in and how you pay, so have those at hand.
P: ok I will call them tomorrow. thank you for being straight with me
L: You are welcome. Your code brings you back to this page, so that you don't lose the links.
""", status="adult", outcome="referred", variants=(
        {"days": "7", "says": "30 days for month to month"},
        {"days": "10", "says": "30 days"},
    )),
    Talk("reference", "law", 3, """
P: Which form do I need for a name change after {after}? the court's website has like 40
L: Good question, they are not well sorted. I am looking at the family law forms now.
L: For an adult it is form 12.982(a), and the instructions come first in the same file: https://www.flcourts.gov
L: Your clerk of court has a self-help desk which looks over the form before you file; that saves a second trip.
P: great, printing it. thanks
""", status="adult", variants=({"after": "a divorce"}, {"after": "getting married abroad"})),
    Talk("reference", "jobs", 3, """
P: I haven't written a resume in {years} years. Is there a template that doesn't look silly
L: Hello! There is, and a person to go with it, if you like. What kind of work is it for?
P: {work}
L: Then I would keep to one page, with what you can do first and the dates small at the side. Plain templates by trade are here: https://www.careeronestop.org
L: {library} also has a job coach on {coach}; you bring what you have and leave with it finished. Nothing to sign up for.
P: oh that is good. and it's free?
L: It is free, as everything here.
P: Thank you, that is a great help
""", status="adult", variants=(
        {"years": "15", "work": "warehouse, forklift", "coach": "Tuesdays from 2 to 5"},
        {"years": "9", "work": "front desk at a clinic", "coach": "Thursday mornings"},
        {"years": "20", "work": "I was a line cook, now I want daytime hours", "coach": "Wednesdays from 10 to 1"},
    )),
    Talk("reference", "government and taxes", 2, """
P: do you still have paper tax forms? my {who} will not use a computer
L: We do. The 1040 and its instructions lie by the front door of {library} from late January; other forms we print for you, ten cents a page.
L: If {pronoun} would rather have somebody do it together: volunteers trained by the IRS sit in many libraries until April, free of charge. https://www.irs.gov/individuals/find-a-location-for-free-tax-help
P: is there one near {zip}?
L: Two within ten miles. Both want an appointment; shall I give you the phone numbers?
P: yes please
L: 555-0142 and 555-0187. Ask for the large print as well, if that helps.
P: it does, thanks
""", status="adult", variants=(
        {"who": "father", "pronoun": "he", "zip": "32177"},
        {"who": "neighbor", "pronoun": "she", "zip": "32404"},
    )),
    Talk("reference", "government and taxes", 3, """
P: I want to practice for the citizenship test. my english is so so
L: Welcome! Many have begun just like you. The 100 questions with answers, to read and to hear, are here: https://www.uscis.gov/citizenship
L: {library} has a class on {when}, and a teacher who takes everybody as they come.
P: it cost how much
L: Nothing. And you need no library card.
P: i come. thank you very much
L: We look forward to seeing you.
""", status="adult", variants=({"when": "Monday evenings at six"}, {"when": "Saturdays at ten"})),
    Talk("reference", "business and grants", 4, """
P: Starting a {business}. The bank wants numbers on the local market and I have no idea where they come from.
L: Congratulations! Banks like two kinds of numbers: how many people live there and what they spend, and who sells the same already.
L: For the first: Census Business Builder, free, by ZIP: https://cbb.census.gov
L: For the second, any library card opens a directory of businesses, where you can count the {plural} within a distance. I am trying it for you now.
L: I count {count} within five miles. You can put that on a map and export it.
P: where was this all my life
L: Behind a library card. There is also a free adviser at the Small Business Development Center who reads plans before the bank does.
P: booked one. Thank you so much
""", status="adult", variants=(
        {"business": "dog bakery", "plural": "pet shops", "count": "4"},
        {"business": "mobile bike repair", "plural": "bicycle shops", "count": "2"},
    )),
    Talk("reference", "finding a book", 2, """
P: I'm looking for a book, it was {what}. I read it around {year} and the cover was {cover}. no idea of the title
L: I love these. Do you remember anything that happened in it, even something small?
P: {small}
L: That rings a bell with a colleague. I am asking around and searching in parallel.
L: Could it be "{title}" by {author}? Here is what the cover looked like then.
P: YES. oh my goodness
L: {library} has it; shall I tell you how to place a hold, or would you rather have it from the shelf?
P: I'll go get it tomorrow, thank you!!
""", status="adult", variants=(
        {"what": "about a girl who keeps the lighthouse alone", "year": "1998", "cover": "dark blue", "small": "she taught a heron to come when she whistled", "title": "The Lamp at Mercy Point", "author": "Adela Thorne"},
        {"what": "a mystery in a bakery", "year": "2009", "cover": "yellow with a rolling pin", "small": "the cat was called Biscotti", "title": "Proof of Dough", "author": "Lorna Pell"},
        {"what": "science fiction where everybody lives on ships", "year": "1985", "cover": "orange sails", "small": "nobody is allowed to say the word land", "title": "The Unsaid Shore", "author": "Piet Maas"},
    )),
    Talk("reference", "finding a book", 2, """
P: What is the next book after {title}? I want to read them in order
L: In order it is the right way. After "{title}" comes "{next}", and then two more.
L: {library} has it on the shelf, and as an audiobook.
P: Thanks!
""", variants=(
        {"title": "The Cedar Key Murders", "next": "Low Tide at Cedar Key"},
        {"title": "Daughters of the Salt Road", "next": "The Salt Road Home"},
        {"title": "Otter Lane", "next": "Winter on Otter Lane"},
    )),
)  # fmt: skip
