"""The file of addresses: the tool's own is whole, and a user's is refused with all its faults."""

from pathlib import Path

import pytest
import yaml

from cst_screen.errors import DataError
from cst_screen.sources.addresses import SHIPPED, read_addresses


def changed(path: Path, **top: object) -> Path:
    whole = yaml.safe_load(SHIPPED.read_text(encoding="utf-8"))
    path.write_text(yaml.safe_dump({**whole, **top}), encoding="utf-8")
    return path


def test_every_file_of_the_tool_has_a_page_a_licence_and_its_evidence() -> None:
    addresses = read_addresses()

    assert all(file.evidence for file in addresses.files)
    for service in addresses.services.values():
        assert service.page.startswith("https://")
        assert "Licence" in service.licence and service.evidence


def test_every_address_of_the_tool_is_encrypted() -> None:
    for file in read_addresses().files:
        for name in ("address", "list", "api"):
            assert (getattr(file, name, None) or "https:").startswith("https:")


def test_all_faults_are_said_at_once(tmp_path: Path) -> None:
    whole = yaml.safe_load(SHIPPED.read_text(encoding="utf-8"))
    files = whole["files"]
    files[0]["kinds"] = ["registr"]
    files[1]["adress"] = files[1].pop("address")
    files[5]["from"] = "2010"

    with pytest.raises(DataError) as caught:
        read_addresses(changed(tmp_path / "own.yaml", files=files))

    message = str(caught.value)
    assert message.startswith(f"{tmp_path / 'own.yaml'}: this file of addresses cannot be used")
    assert "'registr' is no kind of file that 'data list' shows" in message
    assert "files.1.dated.adress" in message and "files.1.dated.address" in message
    assert "'2010' is not an academic year. Write it as 2017/18." in message


def test_a_file_of_a_service_that_there_is_not_is_refused(tmp_path: Path) -> None:
    whole = yaml.safe_load(SHIPPED.read_text(encoding="utf-8"))
    del whole["services"]["ofsted"]

    with pytest.raises(DataError, match="inspections: there is no service 'ofsted'"):
        read_addresses(changed(tmp_path / "own.yaml", services=whole["services"]))


@pytest.mark.parametrize("text", ["{", "", "- a\n", "\xff"])
def test_what_is_no_yaml_of_this_form_is_refused(tmp_path: Path, text: str) -> None:
    own = tmp_path / "own.yaml"
    own.write_bytes(text.encode("latin-1"))

    with pytest.raises(DataError, match=r"own\.yaml"):
        read_addresses(own)


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="cannot be read"):
        read_addresses(tmp_path / "none.yaml")


def test_the_help_names_every_word_of_only() -> None:
    from typer.testing import CliRunner

    from cst_screen.cli import app

    shown = " ".join(CliRunner().invoke(app, ["data", "get", "--help"]).stdout.split())

    assert [word for word in read_addresses().words if word not in shown] == []
