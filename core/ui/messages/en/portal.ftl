# Pages for customers.
