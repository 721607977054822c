# Everything the assistant says of its own. Never "simply" nor "just".

## First contact and help
greet = Hello. I am an automated service: I answer from { $entries } sourced entries on how municipalities support the social and solidarity economy. I invent nothing; when I do not know, I say so.
greet-again = Hello. What is your question?
examples = Write your question as you would to a colleague, for example:
example-1 = How can we set aside part of our purchasing for social enterprises?
example-2 = The village shop is closing, what have others done?
example-3 = Which cities have a social economy policy?
kept = Your questions are kept only for the length of the conversation. Details: /privacy
help = I tell how a municipality can support the social and solidarity economy, who has done it and with what result, and which laws, guides or models apply.
help-follow = Then go on: "and in Spain?", "the second one", "how much did it cost?", "more", "compare with Preston". Every button can also be typed.
thanks = You are welcome. Anything else?
goodbye = Goodbye, and good luck with your project.
about = Passerelle is free software that answers from a base of { $entries } entries, written by people from public sources, each of them cited. There is no language model and no advertising. It speaks for no administration.
about-who = This service is run by: { $operator }.
cancel-nothing = Nothing is going on. Ask your question whenever you like.
empty = I received nothing to read. Write your question in a few words.
attachment-voice = I cannot listen to recordings. Write your question in a few words and I will answer it.
attachment-file = I do not read pictures or files. Write your question in a few words and I will answer it.
attachment-place = I have no map: write the name of your municipality, for example “towns in Québec under 5,000 inhabitants”.
attachment-other = Received, but I only read text. What is your question?
trouble = That message got me into difficulty: it is set aside so that a person can see why. The rest of our conversation is intact. Say it another way, or start from here: /help
slow-down = I am receiving more messages than I can handle. I have read the first ones; please wait a minute before going on.
too-long = Your message is very long: I read the beginning of it.
command-unknown = I do not know the command { $command }. This is what I understand:
choice-gone = This choice is no longer valid. Ask again, or start from here.

## Language
language-now = From now on I answer in English.
language-which = In which language?
other-language = This entry is not translated yet; here it is in its own language: { $language }.

## Privacy and people
privacy = This service asks for no name. To follow the conversation it keeps your language, the entries shown and your last question; these data stay in this program's folder, on the machine of whoever hosts it, and go nowhere else. The platform you write through has its own rules.
privacy-rights = /export shows what is kept; /forget erases it at once.
human = I am a program; on a particular case a person can help you better than I can.
human-contact = For this service: { $contact }
human-others = These organisations accompany municipalities:
forget-done = It is erased: the language chosen, the entries shown and your last question.
export = This is all that is kept of this conversation:
export-nothing = Nothing is kept of this conversation.
export-language = Language chosen: { $language }
export-topic = Last question: { $topic }
export-shown = Entries shown: { $entries }
mine-nothing = You have sent nothing from here.
share = Before an experience, a correction or an addition enters the base, a person has to read it.
share-contact = Send your text to: { $contact }. Say where, when, who, what the municipality put in and what came of it.
share-no-contact = The host of this service has not yet said whom to send it to. These organisations collect experiences:
check = To see whether a partnership is viable, start from a framework of analysis and from the cases that held or failed.
plain-on = Plain display: no bold, no colours. To go back: /plain
plain-off = Formatted display. To go back to plain: /plain

## Answers
source = Source:
source-many = Sources:
checked = checked { $date }
entry = Entry:
years-since = since { $from }
years = { $from }–{ $to }
years-one = { $from }
inhabitants = { $count } inhabitants
section-missing = The entry says nothing on this point ({ $section }). What it says:
unsure = I have nothing that answers this for sure. Nearest:
unsure-end = Put it another way, or ask a person.
none = This is not my subject, or my base says nothing of it: I only know how municipalities support the social and solidarity economy.
none-near = The nearest I have:
place-none = My base does not cover this place: { $place }.
place-near = The nearest I have ({ $where }):
elsewhere = Nothing on this for: { $place }. Elsewhere:
which = Which of these?
others = None of those, then. The next nearest I have:
others-nothing = I have nothing nearer than those. A person may help you further, or put it another way.
list = { $count ->
    [one] I have one entry on this:
   *[other] I have { $count } entries on this:
}
list-pick = Answer with a number to read one.
list-end = That is all I have on this.
more-nothing = There is no list to go on with. Ask a question, or browse the base.
pick-nothing = I do not know which list you mean. Ask a question, or browse the base.
similar = Close to "{ $title }":
similar-nothing = I have nothing like this entry.
related = Read on:
compare = Side by side:
compare-which = Say which two to compare, for example: compare Preston and Cleveland.
compare-place = Place
compare-years = Years
compare-size = Inhabitants
compare-what = In short
compare-results = Results
compare-cost = Cost
compare-pitfalls = Pitfalls
compare-unknown = the entry does not say
why = What made me choose "{ $title }":
why-nothing = I have not answered a question in this conversation yet.
why-covered = Probability that the base holds an answer: { $percent }%
why-first = Probability that the first entry is the right one: { $percent }%
why-classifier = your words resemble the questions learnt for this entry
why-letters = the words, letter by letter, resemble those of its questions
why-nearest = a question very close to yours is foreseen for it
why-text = its texts hold your words
why-place = it is about the place you named
why-subject = it is about the subject you named
why-kind = it is of the kind you asked for

## Browsing
families = A municipality can act in five ways:
family = Entries on: { $family }
browse-mechanisms = Mechanisms: how a municipality can act
browse-cases = Cases: who has done it, with what result
browse-resources = Resources: laws, guides, studies, organisations, models
browse-part = { $from }–{ $to } of { $count }

## Buttons
choice-families = The five ways to act
choice-cases = Examples of towns
choice-resources = Laws and guides
choice-mechanisms = Mechanisms
choice-help = What can I ask?
choice-human = A person
choice-more = More
choice-similar = Cases like it
choice-sources = The sources
choice-summary = In short
choice-other = Something else
choice-privacy = Privacy

## Sections
section-what = What it is
section-need = Why
section-how = How to do it
section-who = Who
section-cost = What it costs
section-when = When
section-conditions = Conditions
section-law = The law
section-results = Results
section-lessons = Lessons
section-pitfalls = What can go wrong
section-use = How to use it
section-source = The sources

## Commands (texts of menus)
command-start = Begin
command-help = What I can do, with examples
command-mechanisms = How a municipality can act
command-cases = Who has done it, with what result
command-resources = Laws, guides, organisations, models
command-share = Tell an experience, correct, suggest
command-check = Check whether a partnership is viable
command-mine = What you have sent
command-language = Change the language
command-privacy = What is kept, and your rights
command-export = See what is kept of you
command-forget = Erase what is kept of you
command-why = Why this answer
command-plain = With or without formatting
command-human = Reach a person
command-cancel = Stop what is going on
command-back = Go back one step
command-skip = Skip this step

## In a group, and before the first question
chat-typed = Or type:
chat-private = Go on in private
chat-apart = This concerns you alone: I have written it to you in private.
chat-apart-open = This concerns you alone: open our private chat to read it.
chat-open = Open
inline-ask = Ask a question
service-description = I answer municipalities' questions on the social and solidarity economy: how to support it, who has done it and with what result, which laws and models there are. Every answer comes from a sourced entry; when I do not know, I say so. An automated service, in French, English and Spanish.
service-short = How a municipality can support the social economy: short answers, examples and sources.

## Dates
date = { $day } { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
} { $year }

## Discord: buttons, menus, the settings of a server
discord-follow = Ask on
discord-choose = Choose…
discord-see = See it
discord-for-you = This answer concerns you alone.
discord-not-yours = This answer is for someone else. Ask your own question with /ask.
discord-not-allowed = These settings are for those who can manage this server.
discord-line-title = Ask on
discord-line-label = Your question
discord-ask = Ask how municipalities support the social economy
discord-option-question = Your question, as to a colleague; or an entry of the list
discord-option-about = A place, a subject, a size: “Spain”, “food”, “small towns”
discord-option-language = The language of the answers
discord-menu-ask = Ask about this
discord-menu-report = Report a mistake
discord-settings = Set up the assistant on this server: language, channels, moderators
discord-settings-about = Settings of this server. Each choice is kept at once.
discord-settings-about-channel = Settings of this channel, where it differs from the server.
discord-settings-about-moderators = The channel where submissions are announced, and the role that may decide on them.
discord-settings-failed = This choice could not be kept. Try again in a minute.
discord-settings-language = Language
discord-settings-own = each person's own
discord-settings-channel-language = Language of this channel
discord-settings-as-server = as the server
discord-settings-home = Channel set apart: elsewhere, only who asks sees the answers
discord-settings-forums = Forums whose new posts are answered
discord-settings-tags = Only posts with these tags (none: all)
discord-settings-review-channel = Moderators' channel
discord-settings-review-role = Moderators' role
discord-settings-threads-on = Answers open a thread: yes
discord-settings-threads-off = Answers open a thread: no
discord-settings-page-server = The server
discord-settings-page-channel = This channel
discord-settings-page-moderators = Moderators
# Names of the commands: small letters, no spaces, at most 32 signs.
discord-name-ask = ask
discord-name-start = start
discord-name-help = help
discord-name-mechanisms = mechanisms
discord-name-cases = cases
discord-name-resources = resources
discord-name-share = share
discord-name-check = check
discord-name-mine = mine
discord-name-language = language
discord-name-privacy = privacy
discord-name-export = export
discord-name-forget = forget
discord-name-why = why
discord-name-plain = plain
discord-name-human = human
discord-name-cancel = cancel
discord-name-back = back
discord-name-skip = skip
discord-name-settings = settings
discord-name-question = question
discord-name-about = about
