"""N-Quads read by an independent library, as the quads of our canonicalizer; and canonicalized by it."""

from __future__ import annotations

from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    DefaultGraph,
    Literal,
    NamedNode,
    RdfFormat,
    Triple,
    parse,
)

from stackcred_issuer.domain.proof.canonical.nquads import Quad, iri_term, literal_term

Term = NamedNode | BlankNode | Literal | Triple | DefaultGraph


def quads_of(text: str) -> list[Quad]:
    """The quads of an N-Quads text."""
    return [
        Quad(_term(quad.subject), _term(quad.predicate), _term(quad.object), _term(quad.graph_name))
        for quad in parse(text, format=RdfFormat.N_QUADS)
    ]


def canonical_by_others(text: str) -> str:
    """RDFC-1.0 of an N-Quads text by pyoxigraph, lines sorted."""
    dataset = Dataset(parse(text, format=RdfFormat.N_QUADS))
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    quads = (
        Quad(_term(quad.subject), _term(quad.predicate), _term(quad.object), _term(quad.graph_name)) for quad in dataset
    )
    return "".join(sorted(quad.line() for quad in quads))


def _term(term: Term) -> str:
    match term:
        case DefaultGraph():
            return ""
        case NamedNode():
            return iri_term(term.value)
        case BlankNode():
            return f"_:{term.value}"
        case Literal():
            return literal_term(term.value, term.datatype.value, term.language)
    raise ValueError(f"no term of RDF 1.1: {term}")
