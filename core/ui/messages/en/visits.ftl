# Screens of visits.
