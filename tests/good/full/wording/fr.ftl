# Says hello.
hello = Bonjour { $name }
found = { $count ->
    [one] Une fiche
   *[other] { $count } fiches
 }
