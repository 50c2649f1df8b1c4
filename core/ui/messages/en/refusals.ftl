# Why a command was refused: what happened, what is kept, what you can do.
