# The dispatch screen.
