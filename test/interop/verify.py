"""Judges what the server signed by jwcrypto, and by nothing of ours: the keys as its metadata names them, the signature,
the header's typ, issuer, audience and expiry, as far as that type has them. Reads one JSON object, writes one:

{"issuer", "tokens": {name: {"jwt", "typ", "claims": {those that must be so}}}, "places": {name: {"list": name, "idx"}}, "key": JWK}
-> {"tokens": {name: its claims, or the name of what was thrown}, "places": {name: the bit there}, "thumbprint": RFC 7638}
"""

import base64
import json
import sys
import urllib.request
import zlib

from jwcrypto.common import JWException
from jwcrypto.jwk import JWK, JWKSet
from jwcrypto.jwt import JWT


# Besides "exp", and "iss" as the metadata says: a status list is issued by its address (sub), and what is said of a token is
# said of that moment (RFC 9701 section 5).
LACKS = {"statuslist+jwt": ["iss"], "token-introspection+jwt": ["exp"]}


class WrongType(Exception):
    pass


def get(url):
    with urllib.request.urlopen(url, timeout=10) as answer:
        return answer.read().decode()


def verify(keys, issuer, wanted):
    usual = {"iss": issuer, "exp": None}
    must = {name: usual[name] for name in usual if name not in LACKS.get(wanted["typ"], [])}
    must.update(wanted["claims"])
    token = JWT(jwt=wanted["jwt"], key=keys, algs=["ES256"], check_claims=must)
    if json.loads(token.header)["typ"] != wanted["typ"]:
        raise WrongType()
    return json.loads(token.claims)


def verdict(keys, issuer, wanted):
    try:
        return verify(keys, issuer, wanted)
    except (JWException, ValueError, WrongType) as error:
        return type(error).__name__


def status(claims, idx):
    text = claims["status_list"]["lst"]
    octets = zlib.decompress(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    return octets[idx // 8] >> (idx % 8) & 1


asked = json.load(sys.stdin)
issuer = asked["issuer"]
metadata = json.loads(get(issuer + "/.well-known/openid-configuration"))
keys = JWKSet.from_json(get(metadata["jwks_uri"]))
tokens = {name: verdict(keys, issuer, wanted) for name, wanted in asked["tokens"].items()}
places = {name: status(tokens[at["list"]], at["idx"]) for name, at in asked["places"].items()}
json.dump({"tokens": tokens, "places": places, "thumbprint": JWK(**asked["key"]).thumbprint()}, sys.stdout)
