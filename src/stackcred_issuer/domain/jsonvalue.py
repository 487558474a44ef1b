"""JSON as we accept it: bounded, no duplicate names, no NaN, exact pointers (RFC 8259, RFC 6901)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from math import isinf
from typing import Any, NoReturn

import orjson
import rfc8785

from stackcred_issuer.domain.errors import ErrorCode, StackcredError

JsonObject = dict[str, Any]

MAX_DEPTH = 64  # deeper than any credential in the field (fullOpenBadge: 9); keeps recursion safe
MAX_BYTES = 4 * 1024 * 1024  # a credential with a data-URI image fits; a bomb does not
MAX_VALUES = 100_000  # of one document: a record of a hundred badges has 20,000, and reading a million takes seconds
MAX_INT = 2**53 - 1  # whole numbers that every JSON reader has exactly (RFC 8785 §3.2.2.3)
_CONTAINERS, _NUMBERS = (dict, list), (int, float)  # made once, for the loops below


def parse_json(
    data: bytes | str, *, max_bytes: int = MAX_BYTES, exact_numbers: bool = False, max_depth: int = MAX_DEPTH
) -> Any:
    """Parse strictly.

    data: UTF-8 text of at most `max_bytes` bytes.
    exact_numbers: give numbers with a fraction or exponent as `Decimal` of the text, not as float.
    Raises StackcredError TOO_LARGE, or MALFORMED for duplicate names, NaN, Infinity, lone surrogates and
    anything deeper than `max_depth`.
    """
    raw = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
    if len(raw) > max_bytes:
        raise StackcredError(ErrorCode.TOO_LARGE, f"The document has {len(raw)} bytes; at most {max_bytes} are read.")
    try:
        text = raw.decode("utf-8")
        value = json.loads(
            text,
            object_pairs_hook=_unique_names,
            parse_constant=_refuse_constant,
            parse_float=Decimal if exact_numbers else float,
        )
    except UnicodeDecodeError as error:
        raise _malformed(f"The document is not UTF-8 (byte {error.start}).") from None
    except RecursionError:
        raise _malformed(f"The document is nested deeper than {max_depth} levels.") from None
    except json.JSONDecodeError as error:
        raise _malformed(f"Not JSON: {error.msg} at line {error.lineno}, column {error.colno}.") from None
    except (ValueError, ArithmeticError) as error:  # an integer of thousands of digits, a vast exponent
        raise _malformed(f"Not usable JSON: {error}.") from None
    _check_tree(value, max_depth)
    return value


def parse_object(data: bytes | str, *, max_bytes: int = MAX_BYTES) -> JsonObject:
    """Parse strictly, and require an object at the top. Raises as `parse_json`, TOO_LARGE also beyond MAX_VALUES."""
    _check_values(data if isinstance(data, bytes) else data.encode("utf-8", "surrogatepass"))
    value = parse_json(data, max_bytes=max_bytes)
    if not isinstance(value, dict):
        raise _malformed("The document must be a JSON object.")
    return value


def dump_json(value: Any) -> bytes:
    """Compact UTF-8 JSON, members in the order given. The bytes we sign and keep are made here."""
    return orjson.dumps(value)


def load_json(raw: bytes) -> JsonObject:
    """The object that `dump_json` wrote; for anything that came from outside there is `parse_object`."""
    value: JsonObject = orjson.loads(raw)
    return value


def canonical_json(value: Any) -> bytes:
    """The JCS form (RFC 8785). Raises StackcredError INVALID for numbers beyond its range."""
    if _is_plain(value):
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    try:
        return rfc8785.dumps(value)
    except (rfc8785.CanonicalizationError, ValueError) as error:
        raise StackcredError(ErrorCode.INVALID, f"No canonical form: {error}.") from None


def _is_plain(value: Any) -> bool:
    """Whether sorted JSON is the JCS form already: no fractions, and only names of ASCII, sorted alike everywhere."""
    waiting = [value]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            if not all(isinstance(name, str) and name.isascii() for name in node):
                return False
            waiting.extend(node.values())
        elif isinstance(node, list):
            waiting.extend(node)
        elif type(node) is str:
            if not node.isascii() and not _is_unicode(node):
                return False
        elif not (node is None or isinstance(node, bool) or (type(node) is int and -MAX_INT <= node <= MAX_INT)):
            return False
    return True


def _is_unicode(text: str) -> bool:
    """False for a lone surrogate, which has no UTF-8."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def pointer(*tokens: str | int) -> str:
    """An RFC 6901 pointer from its reference tokens."""
    return "".join("/" + str(token).replace("~", "~0").replace("/", "~1") for token in tokens)


def as_list(value: Any) -> list[Any]:
    """JSON-LD lets one value stand for an array of one; absent stands for none."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def walk(value: Any, tokens: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """Every value of the tree with its pointer tokens, parents before children."""
    waiting = [(tokens, value)]
    while waiting:
        above, found = waiting.pop()
        yield above, found
        if isinstance(found, dict):
            waiting += [((*above, key), child) for key, child in reversed(found.items())]
        elif isinstance(found, list):
            waiting += [((*above, index), found[index]) for index in reversed(range(len(found)))]


def objects_in(value: Any) -> list[JsonObject]:
    """Every object of the tree, in no order that means anything: for a glance before a `walk` that names places."""
    found: list[JsonObject] = []
    waiting = [value]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            found.append(node)
            node = node.values()
        elif not isinstance(node, list):
            continue
        waiting += [child for child in node if isinstance(child, _CONTAINERS)]
    return found


def copied(document: JsonObject) -> JsonObject:
    """`parse_object(dump_json(document))`, value and errors, for what is no text of a stranger's: sooner."""
    raw = dump_json(document)
    if len(raw) > MAX_BYTES or raw.count(b"{") + raw.count(b"[") > MAX_DEPTH or not document:
        return parse_object(raw)
    _check_values(raw)
    return load_json(raw)


def _check_values(raw: bytes) -> None:
    """An upper bound on objects, lists and members, at the price of a glance: those inside texts count too."""
    if sum(map(raw.count, (b"{", b"[", b","))) > MAX_VALUES:
        raise StackcredError(
            ErrorCode.TOO_LARGE, f"The document has more than {MAX_VALUES} values; bring less at once."
        )


def _unique_names(pairs: list[tuple[str, Any]]) -> JsonObject:
    found = dict(pairs)
    if len(found) != len(pairs):
        seen: set[str] = set()
        twice = next(name for name, _ in pairs if name in seen or seen.add(name))  # type: ignore[func-returns-value]
        raise _malformed(f"The member {twice!r} stands twice in one object.")
    return found


def _refuse_constant(name: str) -> NoReturn:
    raise _malformed(f"{name} is not a JSON number.")


def _check_tree(value: Any, max_depth: int) -> None:
    """Depth within `max_depth` and no lone surrogates, without recursion."""
    stack: list[tuple[Any, int]] = [([value], 0)]
    while stack:
        node, depth = stack.pop()
        if node and depth >= max_depth:
            raise _malformed(f"The document is nested deeper than {max_depth} levels.")
        if isinstance(node, dict):
            for name in node:
                _check_text(name)
            node = node.values()
        for child in node:
            if isinstance(child, str):
                if not child.isascii():
                    _check_text(child)
            elif isinstance(child, _CONTAINERS):
                stack.append((child, depth + 1))
            elif isinstance(child, _NUMBERS):
                _check_number(child)


def _check_text(text: str) -> None:
    if not text.isascii():
        try:
            text.encode("utf-8")
        except UnicodeEncodeError:
            raise _malformed("A string holds half of a surrogate pair.") from None


def _check_number(number: int | float) -> None:
    # orjson writes infinity as null and cannot write these integers at all
    if isinf(number) if isinstance(number, float) else not -(2**63) <= number < 2**64:
        raise _malformed("A number is too big to be kept exactly; write it as text.")


def _malformed(detail: str) -> StackcredError:
    return StackcredError(ErrorCode.MALFORMED, detail)


def refuse_nul(value: Any) -> None:
    """U+0000 can stand in JSON but in no database text; a badge that had one could not be read everywhere.

    Raises INVALID with a pointer to the text.
    """
    for tokens, node in walk(value):
        if any("\0" in text for text in (node, *tokens[-1:]) if isinstance(text, str)):
            raise StackcredError(ErrorCode.INVALID, "Leave U+0000 out of texts.", pointer=pointer(*tokens))
