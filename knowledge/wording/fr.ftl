# Tout ce que l'assistant dit de lui-même. Une phrase par ligne de pensée ; jamais « simplement » ni « juste ».

## Premier contact et aide
greet = Bonjour. Je suis un service automatisé : je réponds à partir de { $entries } fiches sourcées sur l'appui des municipalités à l'économie sociale et solidaire. Je n'invente rien ; si je ne sais pas, je le dis.
greet-again = Bonjour. Quelle est votre question ?
examples = Écrivez votre question comme à une collègue, par exemple :
example-1 = Comment réserver une part de nos achats à l'économie sociale ?
example-2 = L'épicerie du village ferme, qu'est-ce que d'autres ont fait ?
example-3 = Quelles villes ont une politique d'économie sociale ?
kept = Vos questions ne sont gardées que le temps de la conversation. Détails : /privacy
help = Je dis comment une municipalité peut appuyer l'économie sociale et solidaire, qui l'a fait et avec quel résultat, et quelles lois, guides ou modèles s'appliquent.
help-follow = Ensuite : « et en Espagne ? », « la deuxième », « combien ça coûte ? », « d'autres », « compare avec Preston ». Chaque bouton peut aussi être tapé.
thanks = Avec plaisir. Autre chose ?
goodbye = Au revoir, et bonne suite à votre projet.
about = Passerelle est un logiciel libre qui répond à partir d'une base de { $entries } fiches écrites par des personnes d'après des sources publiques, chacune citée. Il n'y a ni modèle de langue ni publicité. Il ne parle au nom d'aucune administration.
about-who = Service offert par : { $operator }.
cancel-nothing = Rien n'est en cours. Posez votre question quand vous voulez.
empty = Je n'ai rien reçu à lire. Écrivez votre question en quelques mots.
attachment-voice = Je ne peux pas écouter d'enregistrement. Écrivez votre question en quelques mots, et j'y réponds.
attachment-file = Je ne lis ni les images ni les fichiers. Écrivez votre question en quelques mots, et j'y réponds.
attachment-place = Je n'ai pas de carte : écrivez le nom de votre municipalité, par exemple « villes du Québec de moins de 5 000 habitants ».
attachment-other = Bien reçu, mais je ne lis que du texte. Quelle est votre question ?
trouble = Ce message m'a mis en difficulté : je l'ai mis de côté pour qu'une personne voie pourquoi. Le reste de la conversation est intact. Dites-le autrement, ou partez d'ici : /help
slow-down = Je reçois plus de messages que je ne peux en traiter. J'ai lu les premiers ; attendez une minute avant de continuer.
too-long = Votre message est très long : j'en ai lu le début.
command-unknown = Je ne connais pas la commande { $command }. Voici ce que je comprends :
choice-gone = Ce choix n'est plus valable. Reposez la question, ou partez d'ici.

## Langue
language-now = Je vous réponds désormais en français.
language-which = Dans quelle langue ?
other-language = Cette fiche n'est pas encore traduite ; la voici dans sa langue : { $language }.

## Vie privée et personnes
privacy = Ce service ne demande aucun nom. Il garde, pour suivre la conversation, votre langue, les fiches montrées, votre dernière question et vos brouillons, 30 jours au plus ; ce que vous envoyez est gardé jusqu'à ce que vous le retiriez. Ces données restent dans le dossier de ce programme, sur la machine de qui l'héberge, et ne partent nulle part ailleurs. La plateforme par laquelle vous écrivez a ses propres règles.
privacy-rights = /export montre ce qui est gardé ; /forget l'efface aussitôt.
human = Je suis un programme ; une personne peut vous aider mieux que moi sur un cas particulier.
human-contact = Pour ce service : { $contact }
human-others = Ces organisations accompagnent des municipalités :
forget-done = C'est effacé : la langue choisie, les fiches montrées, votre dernière question, vos brouillons et vos envois. Ce qui est déjà publié reste, sans nom et sans lien avec vous.
export = Voici tout ce qui est gardé de cette conversation :
export-nothing = Rien n'est gardé de cette conversation.
export-language = Langue choisie : { $language }
export-topic = Dernière question : { $topic }
export-shown = Fiches montrées : { $entries }
mine-nothing = Vous n'avez rien envoyé par ici.
share = Pour qu'une expérience, une correction ou un ajout entre dans la base, une personne doit la relire.
share-contact = Envoyez votre texte à : { $contact }. Dites où, quand, qui, ce que la municipalité a mis et ce que cela a donné.
share-no-contact = L'hôte de ce service n'a pas encore indiqué à qui l'envoyer. Ces organisations recueillent des expériences :
check = Pour voir si un partenariat est viable, partez d'un cadre d'analyse et des cas qui ont tenu ou échoué.
plain-on = Affichage simple : pas de gras ni de couleurs. Pour revenir : /plain
plain-off = Affichage avec mise en forme. Pour revenir au simple : /plain

## Réponses
source = Source :
source-many = Sources :
checked = vérifié le { $date }
entry = Fiche :
years-since = depuis { $from }
years = { $from }–{ $to }
years-one = { $from }
inhabitants = { $count } habitants
section-missing = La fiche ne dit rien sur ce point ({ $section }). Ce qu'elle dit :
unsure = Je n'ai rien qui réponde à cela avec certitude. Le plus proche :
unsure-end = Reformulez, ou demandez à une personne.
none = Ce n'est pas mon sujet, ou ma base n'en dit rien : je ne connais que l'appui des municipalités à l'économie sociale et solidaire.
none-near = Ce que j'ai de plus proche :
place-none = Ma base ne couvre pas ce lieu : { $place }.
place-near = Le plus proche que j'ai ({ $where }) :
elsewhere = Rien à ce sujet pour ce lieu : { $place }. Ailleurs :
which = De quoi s'agit-il ?
others = Aucune, donc. Voici ce que j'ai ensuite de plus proche :
others-nothing = Je n'ai rien de plus proche. Une personne peut vous aider mieux que moi, ou dites-le autrement.
list = { $count ->
    [one] J'ai une fiche là-dessus :
   *[other] J'ai { $count } fiches là-dessus :
}
list-pick = Répondez par un numéro pour en lire une.
list-end = C'est tout ce que j'ai là-dessus.
more-nothing = Il n'y a pas de liste en cours. Posez une question, ou parcourez la base.
pick-nothing = Je ne sais pas de quelle liste vous parlez. Posez une question, ou parcourez la base.
similar = Proche de « { $title } » :
similar-nothing = Je n'ai rien de semblable à cette fiche.
related = À lire ensuite :
compare = Côte à côte :
compare-which = Dites les deux à comparer, par exemple : compare Preston et Cleveland.
compare-place = Lieu
compare-years = Années
compare-size = Habitants
compare-what = En bref
compare-results = Résultats
compare-cost = Coût
compare-pitfalls = Pièges
compare-unknown = la fiche ne le dit pas
why = Ce qui a fait choisir « { $title } » :
why-declined = Je n'ai rien choisi. Ce que j'ai pesé :
why-nothing = Je n'ai pas encore répondu à une question dans cette conversation.
why-covered = Probabilité que la base contienne une réponse : { $percent } %
why-first = Probabilité que la première fiche soit la bonne : { $percent } %
why-classifier = vos mots ressemblent aux questions apprises pour cette fiche
why-letters = les mots, lettre à lettre, ressemblent à ceux de ses questions
why-nearest = une question très proche est prévue pour elle
why-text = ses textes contiennent vos mots
why-place = elle concerne le lieu nommé
why-subject = elle porte sur le sujet nommé
why-kind = elle est du genre demandé

## Parcourir
families = Une municipalité peut agir de cinq façons :
family = Fiches sur : { $family }
browse-mechanisms = Mécanismes : comment une municipalité peut agir
browse-cases = Cas : qui l'a fait, avec quel résultat
browse-resources = Ressources : lois, guides, études, organisations, modèles
browse-part = { $from }–{ $to } sur { $count }

## Boutons
choice-families = Les cinq façons d'agir
choice-cases = Exemples de villes
choice-resources = Lois et guides
choice-mechanisms = Mécanismes
choice-help = Que puis-je demander ?
choice-human = Une personne
choice-more = La suite
choice-similar = Cas semblables
choice-sources = Les sources
choice-summary = En bref
choice-other = Autre chose
choice-privacy = Vie privée

## Sections
section-what = Ce que c'est
section-need = Pourquoi
section-how = Comment faire
section-who = Qui
section-cost = Combien ça coûte
section-when = Quand
section-conditions = Conditions
section-law = La loi
section-results = Résultats
section-lessons = Leçons
section-pitfalls = Ce qui peut mal tourner
section-use = Comment s'en servir
section-source = Les sources

## Commandes (texte des menus)
command-start = Commencer
command-help = Ce que je sais faire, avec des exemples
command-mechanisms = Comment une municipalité peut agir
command-cases = Qui l'a fait, avec quel résultat
command-resources = Lois, guides, organisations, modèles
command-share = Raconter une expérience, corriger, proposer
command-check = Vérifier si un partenariat est viable
command-mine = Ce que vous avez envoyé
command-language = Changer de langue
command-privacy = Ce qui est gardé et vos droits
command-export = Voir ce qui est gardé de vous
command-forget = Effacer ce qui est gardé de vous
command-why = Pourquoi cette réponse
command-plain = Avec ou sans mise en forme
command-human = Joindre une personne
command-cancel = Arrêter ce qui est en cours
command-back = Revenir à l'étape d'avant
command-skip = Passer cette étape

## Dans un groupe, et avant la première question
chat-typed = Ou écrivez :
chat-private = Continuer en privé
chat-apart = Cela ne concerne que vous : je vous l'ai écrit en privé.
chat-apart-open = Cela ne concerne que vous : ouvrez notre conversation privée pour le lire.
chat-open = Ouvrir
changed-late = J'ai lu votre réponse telle que vous l'aviez envoyée. Pour la changer, dites « retour », ou dites ce qu'il faut corriger, par exemple : « non, c'était en 2019 ».
inline-ask = Poser une question
service-description = Je réponds aux questions des municipalités sur l'économie sociale et solidaire : comment l'appuyer, qui l'a fait et avec quel résultat, quelles lois et quels modèles existent. Chaque réponse vient d'une fiche sourcée ; si je ne sais pas, je le dis. Service automatisé, en français, anglais et espagnol.
service-short = Comment une municipalité peut appuyer l'économie sociale : réponses courtes, exemples et sources.
## Remplir un formulaire
form-step = { $at } sur { $of }. { $question }
form-label = { $label } :
form-noted = Noté : { $answers }
form-corrected = Corrigé : { $answers }
form-skipped = sans réponse
form-files = { $count ->
    [one] un fichier
   *[other] { $count } fichiers
}
form-open = Répondre dans un formulaire
form-notice = Avis (version { $version }) : { $notice }
form-about = Sur la fiche : { $title }
form-about-none = Dites aussi de quelle fiche, ou de quelle ville, il s'agit.
form-earlier = Votre réponse était : { $answers }
form-chosen = Choisi jusqu'ici : { $answers }
form-drawn-from = Tiré de : { $titles }
form-ways = Répondez en vos mots. Vous pouvez dire aussi : retour, plus tard, annuler, ou changer une réponse.
form-ways-optional = Répondez en vos mots, ou dites : passer. Vous pouvez dire aussi : retour, plus tard, annuler, ou changer une réponse.
form-ways-choice = Choisissez une réponse, ou dites-la. Vous pouvez dire aussi : retour, plus tard, annuler, ou changer une réponse.
form-ways-end = Relisez, dites le numéro d'une réponse pour la changer, puis : envoyer. Rien n'est envoyé avant.
form-continue = On continue quand vous voulez.
form-back-first = C'est la première question.
form-over = On recommence au début.
form-later = C'est gardé jusqu'au { $date }. Pour reprendre : { $command } · Numéro : { $ticket }
form-resumed = On reprend { $ticket } où vous en étiez.
form-renewed = Les questions ont changé depuis ; vos réponses sont gardées.
form-remark = Remarque des personnes qui modèrent : { $remark }
form-waits = Un brouillon vous attend : { $ticket }, { $title }.
form-cancelled = Annulé : { $title }. Rien n'a été envoyé.
form-which = Quelle réponse changer ? Dites son numéro.
form-nothing-yet = Il n'y a pas encore de réponse à changer.
form-summary = Voici tout ce que vous avez dit ({ $title }, { $ticket }) :
form-left-out = Sans réponse : { $steps }
form-language = Langue du texte : { $language }
form-change-how = Pour changer une réponse, dites son numéro ou son nom.
form-consent = En envoyant, vous acceptez l'avis (version { $version }).
form-sent = Merci, c'est envoyé. Numéro : { $ticket }. Une personne le lira, et vous serez prévenu ici. Pour suivre ou retirer : /mine
form-sent-again = Merci, c'est renvoyé aux personnes qui modèrent : { $ticket }.
form-sent-before = Ce texte a déjà été reçu sous le numéro { $ticket } ; il n'est pas gardé deux fois.
form-blocked = Vous ne pouvez rien envoyer par ici. Raison : { $reason }. Vos questions restent les bienvenues.
form-many-waiting = { $count ->
    [one] Un de vos envois attend
   *[other] { $count } de vos envois attendent
} encore une réponse : c'est le plus qu'on puisse avoir. Retirez-en un, ou revenez plus tard.
form-many-today = Assez d'envois pour aujourd'hui : réessayez demain. Rien n'est perdu.
form-many-drafts = Vous avez déjà { $count } brouillons. Terminez-en un, ou annulez-le :

## Réponses refusées
refused-empty = Je n'ai rien reçu à lire.
refused-long = C'est trop long : { $count } caractères, et { $longest } au plus. Gardez l'essentiel ; le reste de vos réponses est gardé.
refused-no-number = Il me faut un nombre en chiffres, par exemple 2400. Un ordre de grandeur suffit.
refused-odd-number = Je n'arrive pas à lire un seul nombre là-dedans. Écrivez-le seul, par exemple 2400.
refused-no-year = Il me faut une année en quatre chiffres, par exemple 2019.
refused-odd-year = Cette année ne peut pas être la bonne. Écrivez une seule année, jusqu'à { $latest }.
refused-no-option = Je ne trouve pas cette réponse dans la liste. Dites son numéro ou ses mots.
refused-one-option = Une seule réponse, s'il vous plaît.
refused-not-yes-no = Répondez par oui ou non ; « je ne sais pas » est une réponse aussi, là où elle est offerte.
refused-no-link = Je ne vois pas d'adresse là-dedans. Par exemple : https://www.ma-ville.org/projet
refused-unsafe-link = Je ne prends que les adresses qui commencent par https://
refused-too-many = C'est trop à la fois : { $most } au plus.
refused-voice = Je ne peux pas écouter d'enregistrement. Écrivez votre réponse en quelques mots.
refused-not-text = Je ne lis ni les images ni les fichiers ici. Écrivez votre réponse en quelques mots.
refused-no-file = Envoyez un document ou une image, ou dites : passer.
refused-not-yet = On ne peut pas encore envoyer : il manque une réponse.
refused-closed = Cette question n'est plus ouverte ; vos réponses sont gardées.
refused-required = Cette question-ci ne se passe pas : quelques mots suffisent.

## Bilan d'une vérification
outcome-yes = En place ({ $count }) :
outcome-no = Ce qui manque ({ $count }) :
outcome-unknown = À régler d'abord ({ $count }) :
outcome-cases = Cas qui ont eu les mêmes manques : { $titles }
outcome-cases-list = Cas qui ont eu les mêmes manques :
outcome-guidance = Ce sont des repères tirés des cas et des guides de cette base, pas une note ni un avis juridique. Pour l'instrument complet, voyez le cadre d'analyse de RELIESS et du TIESS.
outcome-text-title = Vérification d'un partenariat, { $date }
outcome-text-answer = { $question } { $answer }.
option-yes = Oui
option-no = Non
option-unknown = Je ne sais pas

## Ce qui a été envoyé
mine = Ce que vous avez envoyé, et vos brouillons :
mine-draft = { $ticket } · { $title } · brouillon
mine-withdraw = Retirer { $ticket } ? Les personnes qui modèrent ne le verront plus.
mine-withdraw-published = Retirer { $ticket } ? Il ne sera plus montré à personne.
mine-withdrawn = C'est retiré : { $ticket }.
status-waiting = en attente
status-approved = { $have } accord sur { $needed }
status-changes = changements demandés
status-accepted = acceptée
status-declined = refusée
status-withdrawn = retirée
told-accepted = Votre expérience { $ticket } est publiée : { $title }. Merci.
told-taken-up = Votre envoi { $ticket } est accepté : { $title }. Il servira à corriger ou à compléter la base. Merci.
told-try = On la trouve déjà : essayez « { $question } ».
told-changes = Les personnes qui modèrent demandent des changements à { $ticket } : { $title }.
told-asked = À revoir : { $steps }. Les autres réponses sont gardées.
told-declined = { $ticket } n'a pas été retenu : { $title }.
told-withdrawn = { $ticket } a été retiré : { $title }.
told-remark = Ce que disent les personnes qui modèrent : { $remark }
contribution = Contribution { $ticket }, racontée par { $credit } et relue avant publication.
contribution-anonymous = Contribution { $ticket }, racontée sans nom et relue avant publication.
publish-source = Récit envoyé à ce service sous le numéro { $ticket }
publish-without-email = (courriel retiré)
publish-without-phone = (téléphone retiré)
publish-without-name = (nom retiré)

## Pour les personnes qui modèrent
review-head = { $ticket } · { $flow } · { $title } · { $status }
review-similar = Ressemble à : { $titles }
review-twins = Ressemble à d'autres envois : { $tickets }
review-repeats = { $count ->
    [one] Envoyé une fois de plus, mot pour mot.
   *[other] Envoyé { $count } fois de plus, mot pour mot.
}
review-personal-email = Courriel dans « { $step } » : { $text }. Il ne sera pas publié.
review-personal-phone = Téléphone dans « { $step } » : { $text }. Il ne sera pas publié.
review-personal-name = Nom d'une personne dans « { $step } » : { $text }. Il ne sera pas publié, sauf si vous modifiez cette réponse.
review-private = (pour la modération seulement)
review-remark = Dit à la personne : { $remark }
review-edited = Modifié, « { $step } » : { $before } → { $after }
review-list = { $count ->
    [one] Un envoi à lire :
   *[other] { $count } envois à lire :
}
review-none = Rien n'attend.
review-log = Ce qui a été fait de { $ticket } :
review-by-contributor = la personne qui l'a envoyé
review-done = { $ticket } : { $deed } ({ $status }).
review-decided = Ce n'est plus à décider : { $head }
review-moved-on = { $ticket } a changé d'état entre-temps : voyez /mine.
review-unknown = Je ne trouve pas { $ticket } ici.
review-not-you = Cela est réservé aux personnes qui modèrent ce service.
review-own = C'est votre propre envoi : une autre personne doit l'accepter.
review-approved-before = Vous l'avez déjà accepté ; il faut encore quelqu'un d'autre.
review-which-steps = Dites quelles réponses, par leurs noms : { $steps }
review-blocked = { $who } ne peut plus rien envoyer.
review-unblocked = { $who } peut envoyer de nouveau.
review-nobody-blocked = Personne n'est bloqué.
review-all-blocked = Ne peuvent rien envoyer :
review-help = Je comprends : list, show, accept, ask-changes, decline, edit, withdraw, log, block, unblock, blocked. Par exemple : /review accept R-7K3F
deed-sent = envoyé
deed-sent-again = envoyé une fois de plus
deed-changed = changé par la personne
deed-approved = un accord donné
deed-accepted = accepté
deed-asked-changes = changements demandés
deed-declined = refusé
deed-edited = modifié
deed-withdrawn = retiré
deed-forgotten = la personne a demandé l'oubli
deed-blocked = bloqué
deed-unblocked = débloqué

## Boutons des formulaires
choice-skip = Passer
choice-keep = Garder ma réponse
choice-enough = C'est tout
choice-why-question = Pourquoi cette question ?
choice-notice = Lire l'avis
choice-send = Envoyer
choice-change = Changer une réponse
choice-later = Plus tard
choice-cancel = Annuler
choice-resume = Reprendre
choice-resume-one = Reprendre { $ticket }
choice-resume-after-all = Reprendre quand même
choice-start-over = Recommencer
choice-mine = C'était ma réponse
choice-as-text = En texte pour le conseil
choice-cases-of-it = Les cas
choice-framework = Le cadre d'analyse
choice-share = Raconter une expérience
choice-report = Une erreur ?
choice-own = Le relire
choice-withdraw = Le retirer
choice-withdraw-yes = Oui, retirer
choice-withdraw-no = Non, le garder
choice-mine-list = Mes envois
choice-revise = Revoir ces réponses
choice-see = Voir la fiche
choice-read = Tout lire
choice-accept = Accepter
choice-ask-changes = Demander des changements
choice-decline = Refuser
choice-edit = Modifier
choice-log = Historique

## Commande des personnes qui modèrent
command-review = Lire et juger ce qui a été envoyé

## Avis de la personne qui héberge
paused = Ce service est en pause : je ne réponds pas pour le moment. Réécrivez plus tard.
paused-until = Jusqu'au { $date } inclus.
pause-done = Le service est en pause : chaque message reçoit cet avis. Pour reprendre : /resume
resume-done = Le service répond de nouveau, sans avis.
notice-done = Cet avis est montré une fois par jour dans chaque conversation. Pour l'enlever : /resume
notice-now = Avis en cours :
notice-none = Aucun avis n'est en cours. Pour en donner un : /notice suivi du texte, ou /pause.

## Dates
date = { $day } { $month ->
    [1] janvier
    [2] février
    [3] mars
    [4] avril
    [5] mai
    [6] juin
    [7] juillet
    [8] août
    [9] septembre
    [10] octobre
    [11] novembre
   *[12] décembre
} { $year }

## Discord : boutons, menus, réglages d'un serveur
discord-follow = Poursuivre
discord-choose = Choisir…
discord-see = Voir
discord-for-you = Cette réponse ne concerne que vous.
discord-not-yours = Cette réponse est pour quelqu'un d'autre. Posez votre question avec /ask.
discord-not-allowed = Ces réglages reviennent aux personnes qui peuvent gérer ce serveur.
discord-line-title = Poursuivre
discord-line-label = Votre question
discord-ask = Poser une question sur l'économie sociale et les municipalités
discord-option-question = Votre question, comme à une collègue ; ou une fiche de la liste
discord-option-about = Un lieu, un sujet, une taille : « Québec », « alimentation », « petites villes »
discord-option-language = La langue des réponses
discord-option-what = Une expérience, une erreur, un ajout, une suggestion
discord-option-order = Rien, un numéro comme R-7K3F, ou « accept R-7K3F », « decline R-7K3F motif »
discord-menu-ask = Interroger à ce sujet
discord-menu-report = Signaler une erreur
discord-settings = Régler l'assistant sur ce serveur : langue, salons, modération
discord-settings-about = Réglages de ce serveur. Chaque choix est enregistré aussitôt.
discord-settings-about-channel = Réglages de ce salon, là où il diffère du serveur.
discord-settings-about-moderators = Le salon où les envois sont annoncés, et le rôle qui peut en décider.
discord-settings-failed = Ce choix n'a pas pu être enregistré. Réessayez dans une minute.
discord-settings-language = Langue
discord-settings-own = celle de chaque personne
discord-settings-channel-language = Langue de ce salon
discord-settings-as-server = comme le serveur
discord-settings-home = Salon réservé : ailleurs, les réponses ne sont vues que de qui demande
discord-settings-forums = Forums dont les nouveaux sujets reçoivent une réponse
discord-settings-tags = Seulement les sujets qui portent ces étiquettes (aucune : tous)
discord-settings-review-channel = Salon de la modération
discord-settings-review-role = Rôle de la modération
discord-settings-threads-on = Les réponses ouvrent un fil : oui
discord-settings-threads-off = Les réponses ouvrent un fil : non
discord-settings-page-server = Le serveur
discord-settings-page-channel = Ce salon
discord-settings-page-moderators = La modération
# Noms des commandes : minuscules, sans espace, au plus 32 signes.
discord-name-ask = demander
discord-name-start = commencer
discord-name-help = aide
discord-name-mechanisms = mécanismes
discord-name-cases = cas
discord-name-resources = ressources
discord-name-share = partager
discord-name-check = vérifier
discord-name-mine = mes_envois
discord-name-language = langue
discord-name-privacy = confidentialité
discord-name-export = exporter
discord-name-forget = oublier
discord-name-why = pourquoi
discord-name-plain = simple
discord-name-human = personne
discord-name-cancel = annuler
discord-name-back = retour
discord-name-skip = passer
discord-name-settings = réglages
discord-name-question = question
discord-name-about = sujet
discord-name-what = quoi
discord-name-order = ordre
discord-name-review = modérer
