# Screens of tickets.
