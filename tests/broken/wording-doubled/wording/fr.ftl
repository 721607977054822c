hello = Bonjour
hello = Salut
