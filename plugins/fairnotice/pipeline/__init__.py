"""The audit's steps as plain functions that the DAGs and the command line share.

Every step takes the resources, the audit and, where it matters, the time, and can be repeated:
a step that was killed half-way and is run again changes nothing that it already did.
"""
