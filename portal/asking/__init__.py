"""How a page of questions is shown, read and checked: below the doors, for each that asks.

Citizens answer at their own door, officials try a questionnaire out in its preview; both see the
same pages. `pages` reads and checks a posted page and fills in what it shows, `faces` makes it
HTML, `steps` asks an area step by step, `words` says what is wrong with an answer.
"""
