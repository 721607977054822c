hello = Hello { $name }
found = { NUMBER($count) } entries
