"""Frozen classes behave as the dataclasses they stand for."""

from __future__ import annotations

import copy
import dataclasses
import pickle
import subprocess
import sys
from functools import cached_property

import pytest

from migralint.source.frozen import as_dict, field, field_names, frozen, replace


@frozen
class Point:
    x: int
    y: int = 0
    seen: list[str] = field(default_factory=list, compare=False, repr=False)


@frozen
class Named(Point):
    name: str = ""

    @cached_property
    def shout(self) -> str:
        return self.name.upper()


@frozen
class Nothing:
    pass


@frozen
class Identity:
    x: int
    __eq__ = object.__eq__
    __hash__ = object.__hash__


@dataclasses.dataclass(frozen=True, slots=True)
class Theirs:
    x: int
    y: int = 0
    seen: list[str] = dataclasses.field(default_factory=list, compare=False, repr=False)


def test_fields_come_by_position_by_name_and_by_default() -> None:
    assert (Point(1, 2).y, Point(x=1, y=2).y, Point(1).y, Point(1).seen) == (2, 2, 0, [])
    assert Point(1).seen is not Point(1).seen
    assert Named(1, 2, [], "n").name == "n"


@pytest.mark.parametrize(("arguments", "named"), [((), {}), ((1, 2, [], 4), {}), ((1,), {"z": 1}), ((1,), {"x": 1})])
def test_wrong_fields_are_refused_in_the_words_of_a_dataclass(arguments: tuple[int], named: dict[str, int]) -> None:
    with pytest.raises(TypeError) as ours:
        Point(*arguments, **named)
    with pytest.raises(TypeError) as theirs:
        Theirs(*arguments, **named)
    assert str(ours.value) == str(theirs.value).replace("Theirs", "Point")


def test_equality_is_of_class_and_compared_fields() -> None:
    assert Point(1, 2, ["a"]) == Point(1, 2, ["b"])
    assert hash(Point(1, 2, ["a"])) == hash(Point(1, 2, ["b"]))
    assert Point(1, 2) != Point(1, 3)
    assert Point(1, 2) != Named(1, 2)
    assert Point(1, 2) != (1, 2)
    assert Nothing() == Nothing()
    assert Identity(1) != Identity(1)


def test_it_cannot_be_changed() -> None:
    point = Point(1)
    with pytest.raises(AttributeError, match="cannot assign to field 'x' of a Point"):
        point.x = 2  # type: ignore[misc]
    with pytest.raises(AttributeError, match="cannot delete field 'x' of a Point"):
        del point.x
    with pytest.raises(AttributeError):
        point.other = 2  # type: ignore[attr-defined]
    assert point.x == 1


def test_cached_properties_are_kept() -> None:
    named = Named(1, name="a")
    assert named.shout is named.shout == "A"
    assert not hasattr(Point(1), "__dict__")


def test_it_is_replaced_copied_pickled_and_matched() -> None:
    named = Named(1, 2, ["s"], "n")
    assert replace(named, y=3) == Named(1, 3, name="n")
    assert copy.deepcopy(named) == copy.copy(named) == pickle.loads(pickle.dumps(named)) == named
    match named:
        case Named(x, y, _, name):
            assert (x, y, name) == (1, 2, "n")
    with pytest.raises(TypeError):
        replace(named, z=1)


def test_it_shows_itself() -> None:
    assert repr(Named(1, 2, ["s"], "n")) == "Named(x=1, y=2, name='n')"


def test_as_dict_goes_into_what_it_holds() -> None:
    assert as_dict(Point(Point(1), ({"a": Nothing()},))) == {  # type: ignore[arg-type]
        "x": {"x": 1, "y": 0, "seen": []},
        "y": ({"a": {}},),
        "seen": [],
    }
    assert field_names(Named) == ("x", "y", "name")


def test_the_functions_of_dataclasses_take_it() -> None:
    assert dataclasses.replace(Point(1), y=2) == Point(1, 2)  # type: ignore[type-var]
    assert [one.name for one in dataclasses.fields(Named)] == ["x", "y", "seen", "name"]  # type: ignore[arg-type]
    assert dataclasses.asdict(Point(1)) == {"x": 1, "y": 0, "seen": []}  # type: ignore[call-overload]


def test_it_is_made_without_dataclasses() -> None:
    code = "import sys, migralint.source.frozen; sys.exit('dataclasses' in sys.modules or 'inspect' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
