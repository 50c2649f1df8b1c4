# Engineers, agents, groups.
