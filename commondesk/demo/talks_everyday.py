"""Past talks about cards, holds, hours, machines and e-books: half of all that is asked."""

from __future__ import annotations

from typing import Final

from commondesk.demo.talk import Talk

TALKS: Final = (
    Talk("account", "library card", 2, """
P: {ask}
L: Hello! You can get one today. At {library} you show a photo ID and something with your address on it, such as {proof}; on the phone's screen is fine.
P: I moved {moved}, my license still has the old address
L: Then the ID shows that it is you and the other paper where you live. That is enough.
P: great thanks
""", variants=(
        {"ask": "how do i get a library card", "proof": "a bill or a lease", "moved": "last month"},
        {"ask": "Can I get a library card if I just moved here?", "proof": "a lease or a letter from a public office", "moved": "two weeks ago"},
        {"ask": "what do I need to bring for a new card", "proof": "a bank statement", "moved": "in the summer"},
        {"ask": "Do you give cards to people who only spend the winter here?", "proof": "a rental agreement", "moved": "here for the season"},
    )),
    Talk("account", "library card", 2, """
P: My card expired and now {what}. I can't come in, I {why}
L: That is annoying, and easy to mend. {library} renews cards by phone or by a form on its site, no visit needed.
L: They will ask for your name, birthday and address, so I will leave that to them and not ask you here. The number is {phone}, whenever they are open.
P: ok will call. Thanks
""", variants=(
        {"what": "the e-books are gone", "why": "had surgery"},
        {"what": "I can't renew", "why": "work nights"},
        {"what": "the audiobook app logged me out", "why": "don't drive"},
    )),
    Talk("account", "library card", 2, """
P: I forgot my PIN. my card number is 24001003356712 and my birthday is 5/6/71, can you log in for me
L: Hello! We never sign in for anybody, and you need not give us those numbers; the page has hidden what looked like one.
L: On the sign-in page choose "Forgot my PIN". A link comes to the e-mail address on your account.
P: that's an old email
L: Then {library} changes the address by phone in two minutes, and the link comes to the new one: {phone}.
P: fine, will do, thank you
""", variants=({},)),
    Talk("account", "holds and renewals", 1, """
P: can i renew {what}, {due}
L: Yes, unless somebody else is waiting for it. In your account under "Checked out", the button says "Renew".
P: it says {says}
L: {answer}
P: {last}
""", variants=(
        {"what": "my books", "due": "they are due today", "says": "renewed, 21 days left", "answer": "Then you are set for three weeks.", "last": "thank you!"},
        {"what": "a dvd", "due": "due tomorrow", "says": "limit reached", "answer": "DVDs renew once only. You can bring it back at any hour through the slot by the door, at any branch.", "last": "ok"},
        {"what": "\"The Unsaid Shore\"", "due": "overdue since sunday", "says": "on hold for another reader", "answer": "Somebody is waiting for it. There are no late fees any more, so just bring it when you can, this week if possible.", "last": "No fees? Nice. Thank you"},
        {"what": "everything at once", "due": "i have 11 things", "says": "ok all renewed", "answer": "Very good. You can also have a reminder sent three days before.", "last": "perfect"},
    )),
    Talk("account", "holds and renewals", 2, """
P: I'm number {number} on the hold list for {title}. How long is that??
L: There are {copies} copies and each goes out for three weeks, so about {weeks} weeks at worst; people mostly bring them sooner.
L: If you read on a screen: the e-book has a shorter line just now.
P: {last}
""", variants=(
        {"number": "9", "title": "Winter on Otter Lane", "copies": "6", "weeks": "six", "last": "I can wait. Thanks"},
        {"number": "23", "title": "the new Lorna Pell", "copies": "14", "weeks": "six", "last": "switched to the ebook, thank you"},
        {"number": "4", "title": "Low Tide at Cedar Key", "copies": "2", "weeks": "six", "last": "ok thanks for being honest"},
    )),
    Talk("account", "holds and renewals", 2, """
P: Is it possible to borrow {what} from another library? yours doesn't have it
L: It is: that is interlibrary loan. We ask libraries all over the country, it takes one to three weeks and costs nothing.
L: The form is in your account under "Request a title we don't have". I see {where} owns it, so it should be quick.
P: {last}
""", variants=(
        {"what": "a doctoral thesis", "where": "a university in Georgia", "last": "I had no idea. thank you"},
        {"what": "sheet music for bandoneon", "where": "Coral State College", "last": "Great, filled in the form, thx"},
    )),
    Talk("directions", "opening hours", 1, """
P: {ask}
L: Hello! {answer}
P: {last}
""", variants=(
        {"ask": "are you open on sunday?", "answer": "{library} opens on Sundays from 1 to 5. This chat is here on Sundays till midnight, too.", "last": "thank you"},
        {"ask": "What time do you close today", "answer": "{library} closes at 8 from Monday to Thursday, at 6 on Friday and Saturday, and at 5 on Sunday.", "last": "ok thx"},
        {"ask": "is the library open on the holiday monday", "answer": "{library} is closed that Monday and open again on Tuesday at 9. Returns go through the slot by the door.", "last": "thanks for the quick answer"},
        {"ask": "do you open earlier for the tax help?", "answer": "Not earlier, but the tax volunteers begin at 9:15 sharp, so there is a line at 9.", "last": "Good to know. Thanks"},
        {"ask": "how late is the drive up window open", "answer": "As long as the building: until 8 from Monday to Thursday, until 6 on Friday and Saturday.", "last": "thanks!"},
    ), library="ames"),
    Talk("directions", "getting there", 1, """
P: {ask}
L: {answer}
P: thanks
""", variants=(
        {"ask": "is there parking for a trailer near your library", "answer": "Behind the building, by the water tower, there are three long bays. They are free for two hours."},
        {"ask": "which bus goes to the Marsh Road branch", "answer": "Line 6 stops at the door, every half hour until 7 in the evening."},
        {"ask": "is the entrance ok with a wheelchair? the main one has steps", "answer": "Yes: the ramp is on the garden side and the door opens by itself. The lift goes to both floors."},
    )),
    Talk("directions", "rooms and events", 1, """
P: {ask}
L: Hi! {answer}
P: {more}
L: {then}
P: {last}
""", variants=(
        {"ask": "Can we book a meeting room for our book club, 8 people", "answer": "Gladly. {library} has two rooms, for 6 and for 14, free for clubs that are open to everybody.", "more": "thursdays at 6?", "then": "The larger one is free on the first and third Thursday. The form is on the page \"Rooms\"; it is confirmed within a day.", "last": "done. Thank you"},
        {"ask": "when is story time for babies", "answer": "Mondays and Wednesdays at 10, in the children's room; it lasts twenty minutes and then there is playing.", "more": "do i have to sign up for the story time", "then": "No, just come. If it is full there is a second one at 10:40.", "last": "great!"},
        {"ask": "I'd like to donate about 60 books. do you take them", "answer": "The Friends of the Library do, Saturdays from 10 to 12 at the back door: novels, children's books, cooking, no encyclopedias.", "more": "and magazines?", "then": "Sadly no, but the clinic's waiting room next door is happy about recent ones.", "last": "Good idea, thanks"},
        {"ask": "study rooms? finals are killing me", "answer": "{library} has nine, two hours at a time, booked from your phone.", "more": "is one free tomorrow", "then": "From 4 on there are two. If both go, there is the quiet floor upstairs.", "last": "got one, thank you!!"},
    )),
    Talk("machine", "printing and scanning", 2, """
P: how do i print from my {device} at the library
L: Hello! You send it from wherever you are and pick it up with your card number: {how}
P: how much is it
L: {price}. The first five pages a day are free.
P: {last}
""", variants=(
        {"device": "phone", "how": "mail it, as an attachment, to the address on the page \"Print from anywhere\"; the printer asks for your card.", "price": "Ten cents a page, a quarter in color", "last": "cool thanks"},
        {"device": "laptop", "how": "open the page \"Print from anywhere\", drop the file there, choose the branch.", "price": "Fifteen cents a page", "last": "Got it, it's in the queue. thank you"},
        {"device": "chromebook", "how": "save it as a PDF first, then upload it on the page \"Print from anywhere\".", "price": "Ten cents a page", "last": "worked!!"},
    )),
    Talk("machine", "printing and scanning", 1, """
P: Do you have {what}?
L: {answer}
P: {last}
""", variants=(
        {"what": "a fax machine", "answer": "We scan to e-mail for free, and the copier at {library} also sends a fax, a dollar for the first page.", "last": "thank you"},
        {"what": "a scanner for slides", "answer": "Yes, in the maker room: slides, negatives and photos. Book two hours and bring a memory stick.", "last": "wonderful, my wife has boxes of them. Thanks"},
    )),
    Talk("machine", "computers and logging in", 2, """
P: {ask}
L: I am sorry, that is a nuisance. {first}
P: {then}
L: {second}
P: {last}
""", variants=(
        {"ask": "The wifi says connected but nothing loads", "first": "Most often the welcome page has not come up. Please open http://neverssl.com in your browser.", "then": "oh there it is, accept", "second": "That is the one. It asks once a day.", "last": "works now, thank you"},
        {"ask": "the database wants a password i don't have", "first": "Are you at home? Then it should ask for your card number instead. Which way did you go in?", "then": "from google", "second": "That is why. Go in from the list on {library}'s page and it will know you.", "last": "yep. Thanks!"},
        {"ask": "website is down??", "first": "It is not you: the catalog is being updated for another half hour. May I look something up for you meanwhile?", "then": "no, i only wanted to renew", "second": "Everything due today is extended by a day, so nothing happens.", "last": "Oh good, thanks"},
    )),
    Talk("machine", "computers and logging in", 2, """
P: do you lend laptops? {why}
L: We do: {library} lends Chromebooks for three weeks, and hotspots for the internet with them.
P: is there a waiting list
L: Two people. You can place a hold as for a book; you will get a message.
P: {last}
""", variants=(
        {"why": "mine died and I have class online", "last": "placed the hold. thank you so much"},
        {"why": "for job applications", "last": "Great thanks"},
    )),
    Talk("machine", "e-books", 2, """
P: {ask}
L: Hi! Which device is it?
P: {device}
L: {answer}
P: {then}
L: {more}
P: {last}
""", variants=(
        {"ask": "how do i get library ebooks on my reader", "device": "an old kindle", "answer": "Then Libby is the way: borrow there, choose \"Read with Kindle\", and the book arrives when it next has wifi.", "then": "it wants an amazon account", "more": "It does, that is how the reader works. If you prefer none, the same book reads in the browser.", "last": "ok I'll use it in the browser. Thank you"},
        {"ask": "my audiobook stopped in the middle and says expired", "device": "iphone", "answer": "The loan has ended. Borrow it again and it goes on where you were; the app remembers.", "then": "somebody else has it now", "more": "Then place a hold; meanwhile Hoopla has the same one without waiting.", "last": "found it there, great"},
        {"ask": "Can two people use one card for e-books", "device": "ipad and android", "answer": "Yes, both can be signed in with the same card. They share the limit of ten.", "then": "oh so that's why it was full", "more": "Each of you can have an own card, children too.", "last": "will do, thanks"},
    )),
    Talk("other", "", 1, """
P: {ask}
L: {answer}
P: {last}
""", outcome="no_question", variants=(
        {"ask": "hi", "answer": "Hello! I am a librarian and a person. What would you like to know?", "last": "oh just testing sorry"},
        {"ask": "test", "answer": "It works. Ask away whenever you like.", "last": "lol ok"},
    )),
    Talk("other", "", 2, """
P: {ask}
L: {answer}
P: {last}
L: {goodbye}
""", variants=(
        {"ask": "Not really a question. The lady at the desk helped my dad with his phone for half an hour yesterday. Please tell her thank you.", "answer": "I will pass that on to {library} this very minute. It will make her day.", "last": "she deserves it", "goodbye": "Thank you for taking the time to say so."},
        {"ask": "Why did you take out the newspapers by the window, that was my spot", "answer": "I am sorry it is gone. I do not know the reason from here, but I can ask {library} and have somebody tell you.", "last": "please do", "goodbye": "Done: they have your words as you wrote them. The code on your slip brings you to their answer."},
    )),
)  # fmt: skip
