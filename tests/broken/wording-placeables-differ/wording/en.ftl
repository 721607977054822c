found = { $count } entries on { $topic }
hello = Hello { $name }
