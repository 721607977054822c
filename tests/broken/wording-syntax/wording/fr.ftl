hello = Bonjour { $name
bye = Au revoir
rien
