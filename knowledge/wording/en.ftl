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
privacy = This service asks for no name. To follow the conversation it keeps your language, the entries shown, your last question and your drafts, for 30 days at most; what you send is kept until you withdraw it. These data stay in this program's folder, on the machine of whoever hosts it, and go nowhere else. The platform you write through has its own rules.
privacy-rights = /export shows what is kept; /forget erases it at once.
human = I am a program; on a particular case a person can help you better than I can.
human-contact = For this service: { $contact }
human-others = These organisations accompany municipalities:
forget-done = It is erased: the language chosen, the entries shown, your last question, your drafts and what you sent. What is published already stays, without a name and without a link to you.
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
why-declined = I chose nothing. What I weighed:
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
changed-late = I read your answer as you first sent it. To change it, say “back”, or say what to correct, for example: “no, it was in 2019”.
inline-ask = Ask a question
service-description = I answer municipalities' questions on the social and solidarity economy: how to support it, who has done it and with what result, which laws and models there are. Every answer comes from a sourced entry; when I do not know, I say so. An automated service, in French, English and Spanish.
service-short = How a municipality can support the social economy: short answers, examples and sources.
## Filling in a form
form-step = { $at } of { $of }. { $question }
form-label = { $label }:
form-noted = Noted: { $answers }
form-corrected = Corrected: { $answers }
form-skipped = no answer
form-files = { $count ->
    [one] one file
   *[other] { $count } files
}
form-open = Answer in a form
form-notice = Notice (version { $version }): { $notice }
form-about = About the entry: { $title }
form-about-none = Say as well which entry, or which town, it is about.
form-earlier = Your answer was: { $answers }
form-chosen = Chosen so far: { $answers }
form-drawn-from = Drawn from: { $titles }
form-ways = Answer in your own words. You can also say: back, later, cancel, or change an answer.
form-ways-optional = Answer in your own words, or say: skip. You can also say: back, later, cancel, or change an answer.
form-ways-choice = Choose an answer, or say it. You can also say: back, later, cancel, or change an answer.
form-ways-end = Read it over, say the number of an answer to change it, then: send. Nothing is sent before.
form-continue = We go on when you like.
form-back-first = This is the first question.
form-over = We begin again.
form-later = It is kept until { $date }. To go on: { $command } · Number: { $ticket }
form-resumed = We go on with { $ticket } where you left it.
form-renewed = The questions have changed since; your answers are kept.
form-remark = Remark by the moderators: { $remark }
form-waits = A draft waits for you: { $ticket }, { $title }.
form-cancelled = Cancelled: { $title }. Nothing was sent.
form-which = Which answer should change? Say its number.
form-nothing-yet = There is no answer to change yet.
form-summary = Here is everything you said ({ $title }, { $ticket }):
form-left-out = No answer: { $steps }
form-language = Language of the text: { $language }
form-change-how = To change an answer, say its number or its name.
form-consent = By sending, you agree to the notice (version { $version }).
form-sent = Thank you, it is sent. Number: { $ticket }. A person will read it, and you will be told here. To follow or withdraw it: /mine
form-sent-again = Thank you, it is back with the moderators: { $ticket }.
form-sent-before = This text was received before under the number { $ticket }; it is not kept twice.
form-blocked = You cannot send anything here. Reason: { $reason }. Your questions are still welcome.
form-many-waiting = { $count ->
    [one] One thing you sent is
   *[other] { $count } things you sent are
} still waiting: that is the most one can have. Withdraw one, or come back later.
form-many-today = Enough was sent for today: try again tomorrow. Nothing is lost.
form-many-drafts = You have { $count } drafts already. Finish one, or cancel it:

## Answers refused
refused-empty = I received nothing to read.
refused-long = That is too long: { $count } characters, and { $longest } at most. Keep the main part; your other answers are kept.
refused-no-number = I need a number in figures, for example 2400. A rough one will do.
refused-odd-number = I cannot read one single number in that. Write it alone, for example 2400.
refused-no-year = I need a year in four digits, for example 2019.
refused-odd-year = That year cannot be the right one. Write one year, up to { $latest }.
refused-no-option = I do not find that answer in the list. Say its number or its words.
refused-one-option = One answer only, please.
refused-not-yes-no = Answer yes or no; "I don't know" is an answer too, where it is offered.
refused-no-link = I see no address in that. For example: https://www.my-town.org/project
refused-unsafe-link = I only take addresses that begin with https://
refused-too-many = That is too many at once: { $most } at most.
refused-voice = I cannot listen to recordings. Write your answer in a few words.
refused-not-text = I read neither pictures nor files here. Write your answer in a few words.
refused-no-file = Send a document or a picture, or say: skip.
refused-not-yet = It cannot be sent yet: an answer is missing.
refused-closed = That question is no longer open; your answers are kept.
refused-required = This one cannot be skipped: a few words will do.

## Outcome of a check
outcome-yes = In place ({ $count }):
outcome-no = Missing ({ $count }):
outcome-unknown = Settle first ({ $count }):
outcome-cases = Cases that had the same gaps: { $titles }
outcome-cases-list = Cases that had the same gaps:
outcome-guidance = This is guidance drawn from the cases and guides in this base, not a score nor legal advice. For the full instrument, see the framework of analysis by RELIESS and TIESS.
outcome-text-title = Check of a partnership, { $date }
outcome-text-answer = { $question } { $answer }.
option-yes = Yes
option-no = No
option-unknown = I don't know

## What was sent
mine = What you sent, and your drafts:
mine-draft = { $ticket } · { $title } · draft
mine-withdraw = Withdraw { $ticket }? The moderators will not see it any more.
mine-withdraw-published = Withdraw { $ticket }? It will not be shown to anyone any more.
mine-withdrawn = Withdrawn: { $ticket }.
status-waiting = waiting
status-approved = { $have } of { $needed } approvals
status-changes = changes asked for
status-accepted = accepted
status-declined = declined
status-withdrawn = withdrawn
told-accepted = Your experience { $ticket } is published: { $title }. Thank you.
told-taken-up = What you sent, { $ticket }, is accepted: { $title }. It will serve to correct or complete the base. Thank you.
told-try = It can be found already: try "{ $question }".
told-changes = The moderators ask for changes to { $ticket }: { $title }.
told-asked = To look at again: { $steps }. The other answers are kept.
told-declined = { $ticket } was not taken: { $title }.
told-withdrawn = { $ticket } was withdrawn: { $title }.
told-remark = What the moderators say: { $remark }
contribution = Contribution { $ticket }, told by { $credit } and read before publication.
contribution-anonymous = Contribution { $ticket }, told without a name and read before publication.
publish-source = Account sent to this service under the number { $ticket }
publish-without-email = (e-mail removed)
publish-without-phone = (phone number removed)
publish-without-name = (name removed)

## For moderators
review-head = { $ticket } · { $flow } · { $title } · { $status }
review-similar = Looks like: { $titles }
review-twins = Looks like others that were sent: { $tickets }
review-repeats = { $count ->
    [one] Sent once more, word for word.
   *[other] Sent { $count } more times, word for word.
}
review-personal-email = E-mail address in "{ $step }": { $text }. It will not be published.
review-personal-phone = Phone number in "{ $step }": { $text }. It will not be published.
review-personal-name = A person's name in "{ $step }": { $text }. It will not be published, unless you edit that answer.
review-private = (for moderators only)
review-remark = Told the contributor: { $remark }
review-edited = Edited, "{ $step }": { $before } → { $after }
review-list = { $count ->
    [one] One to read:
   *[other] { $count } to read:
}
review-none = Nothing is waiting.
review-log = What was done with { $ticket }:
review-by-contributor = the contributor
review-done = { $ticket }: { $deed } ({ $status }).
review-decided = That is no longer to be decided: { $head }
review-moved-on = { $ticket } has moved on meanwhile: see /mine.
review-unknown = I do not find { $ticket } here.
review-not-you = That is for the moderators of this service.
review-own = This is your own: another moderator must accept it.
review-approved-before = You have accepted it already; somebody else must too.
review-which-steps = Say which answers, by their names: { $steps }
review-blocked = { $who } cannot send anything any more.
review-unblocked = { $who } can send again.
review-nobody-blocked = Nobody is blocked.
review-all-blocked = Cannot send anything:
review-help = I understand: list, show, accept, ask-changes, decline, edit, withdraw, log, block, unblock, blocked. For example: /review accept R-7K3F
deed-sent = sent
deed-sent-again = sent once more
deed-changed = changed by the contributor
deed-approved = one approval given
deed-accepted = accepted
deed-asked-changes = changes asked for
deed-declined = declined
deed-edited = edited
deed-withdrawn = withdrawn
deed-forgotten = the contributor asked to be forgotten
deed-blocked = blocked
deed-unblocked = unblocked

## Buttons of forms
choice-skip = Skip
choice-keep = Keep my answer
choice-enough = That is all
choice-why-question = Why this question?
choice-notice = Read the notice
choice-send = Send
choice-change = Change an answer
choice-later = Later
choice-cancel = Cancel
choice-resume = Go on
choice-resume-one = Go on with { $ticket }
choice-resume-after-all = Go on after all
choice-start-over = Start over
choice-mine = That was my answer
choice-as-text = As text for the council
choice-cases-of-it = The cases
choice-framework = The framework of analysis
choice-share = Tell an experience
choice-report = A mistake?
choice-own = Read it
choice-withdraw = Withdraw it
choice-withdraw-yes = Yes, withdraw
choice-withdraw-no = No, keep it
choice-mine-list = What I sent
choice-revise = Look at them again
choice-see = See the entry
choice-read = Read all
choice-accept = Accept
choice-ask-changes = Ask for changes
choice-decline = Decline
choice-edit = Edit
choice-log = History

## The moderators' command
command-review = Read and judge what was sent

## Notices of whoever hosts
paused = This service is paused: I do not answer for the moment. Write again later.
paused-until = Until { $date }, that day included.
pause-done = The service is paused: every message gets this notice. To go on: /resume
resume-done = The service answers again, without a notice.
notice-done = This notice is shown once a day in each conversation. To take it away: /resume
notice-now = The notice in force:
notice-none = No notice is in force. To give one: /notice and its text, or /pause.

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
discord-option-what = An experience, a mistake, an addition, a suggestion
discord-option-order = Nothing, a number like R-7K3F, or “accept R-7K3F”, “decline R-7K3F reason”
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
discord-name-what = what
discord-name-order = order
discord-name-review = review
