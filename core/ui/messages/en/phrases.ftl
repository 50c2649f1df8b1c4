# Canned phrases: where something is written, and their pages.

phrases-title = Canned phrases
phrases-intro = What is written again and again. While writing a reply, a slash and the code call a phrase up.
phrases-own = My phrases
phrases-own-intro = Nobody else sees these. While you write a reply, a slash and the code call a phrase up.
phrases-own-link = My phrases
phrases-open = Phrases
phrases-offered = Phrases
phrases-offered-count =
    { $count ->
        [one] One phrase. Arrow keys choose, Enter puts it in.
       *[other] { $count } phrases. Arrow keys choose, Enter puts one in.
    }
phrases-find = Find a phrase
phrases-found =
    { $count ->
        [0] No phrase
        [one] One phrase
       *[other] { $count } phrases
    }
phrases-more = { $count } more are found by words.
phrases-none = No phrases yet
phrases-none-text = Write down a greeting or an answer that is needed often.
phrases-new = New phrase
phrases-change-title = Change phrase
phrases-change = Change { $name }
phrases-remove = Remove { $name }
phrases-remove-text = What was written with it stays.
phrases-remove-verb = Remove phrase
phrases-saved = The phrases are saved.
phrases-overtaken = The phrases were changed meanwhile
phrases-overtaken-text = The list shows how they are now. Look at yours once more and save it again.
phrases-name = Title
phrases-code = Code
phrases-code-hint = Called up with a slash before it.
phrases-category = Category
phrases-text = Text
phrases-text-hint = Names in braces are filled in: {"{{"}ticket.number{"}}"}, {"{{"}ticket.contact{"}}"}, {"{{"}company.name{"}}"}.
phrases-scope = For whom
phrases-from-table = Add from a table
phrases-from-table-hint = XLSX, XLS or CSV with the columns code, title, text and category.
phrases-row-wrong = Phrase { $row } of the table: { $why }
phrases-problem-required = This is needed.
phrases-problem-too-long = This is too long.
phrases-problem-one-line = This must be one line.
phrases-problem-not-a-code = Only letters, digits, - and _.
phrases-problem-taken = Another phrase has this code.
phrases-problem-unknown-placeholder = Nothing is known by one of the names in braces.
phrases-problem-too-many = A book holds at most 500 phrases.
phrases-problem-too-large = All texts together are too long for one book.
phrases-problem-empty = The table has no phrases.
phrases-problem-not-a-table = This file is no table.
phrases-problem-other = This cannot be kept.
