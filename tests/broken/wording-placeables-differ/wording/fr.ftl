found = { $count ->
    [one] Une fiche
   *[other] { $count } fiches
 } sur { $subject }
hello = Bonjour
