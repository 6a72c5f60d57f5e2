"""Protocol, answers and plan as HL7 FHIR R4 resources, and what a bundle of ours is read back into.

Resources are plain JSON values, written here and held against several validators in the tests. What FHIR has no element
for stands in extensions; `extensions` is the one table that writer, reader and their StructureDefinitions share.
"""
