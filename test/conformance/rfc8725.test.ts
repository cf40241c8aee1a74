import { decodeJwt, decodeProtectedHeader } from "jose";
import { expect } from "vitest";
import { authenticationOf } from "../kit/apis.ts";
import { narrow } from "../steps/exchanging.ts";
import { now } from "../steps/stage.ts";
import { forge, maced, partsOf, withoutSignature } from "../vectors/forge.ts";
import { orders, settings, stock } from "./apis.ts";
import { issuedJwts } from "./issued.ts";
import { provedRequest } from "./proofs.ts";
import { metadataOf } from "./published.ts";
import { argued, conforms, present } from "./requirement.ts";
import { userinfoAsked } from "./userinfo.ts";

const INVALID = "400 invalid_dpop_proof";
const ENDLESS: object = { exp: undefined };

conforms({
  document: "RFC 8725",
  title: "JSON Web Token Best Current Practices",
  settings,
  requirements: [
    present("3.1", "MUST let no message choose its algorithm: each key is for one", async (stage) => {
      const { access_token } = await issuedJwts(stage);
      const { header, claims } = partsOf(access_token);
      const { server } = stage.parties; // no key of this server's: what is tried is what its header says
      for (const alg of ["none", "HS256", "RS256", "ES384"]) {
        const text = maced(server, { header: { ...header, alg }, claims });
        expect((await (await userinfoAsked(stage, text))()).outcome).toBe("401 invalid_token/wrong_algorithm");
      }
      const { send, header: proofHeader, claims: proofClaims } = await provedRequest(stage);
      const macked = maced(stage.parties.session, { header: { ...proofHeader, alg: "HS256" }, claims: proofClaims() });
      expect((await send(macked)).outcome).toBe(INVALID);
    }),
    present("3.2", "MUST use algorithms that are thought to be safe, and MUST NOT take none", async (stage) => {
      for (const jwt of Object.values(await issuedJwts(stage))) expect(decodeProtectedHeader(jwt).alg).toBe("ES256");
      const { send, header, claims } = await provedRequest(stage);
      expect((await send(withoutSignature({ header: { ...header, alg: "none" }, claims: claims() }))).outcome).toBe(
        INVALID,
      );
      const metadata = await metadataOf(stage);
      for (const [member, value] of Object.entries(metadata))
        if (member.includes("signing_alg")) expect(JSON.stringify(value)).not.toMatch(/none|HS\d|RS\d/);
    }),
    argued(
      "3.2",
      "SHOULD make ECDSA signatures deterministically (RFC 6979)",
      "WebCrypto signs with the randomness of the operating system, and offers no other way; keys are made by it too",
    ),
    present("3.3", "MUST check every signature, also where one message holds another", async (stage) => {
      const { access_token } = await issuedJwts(stage);
      const [head, payload, signature = ""] = access_token.split(".");
      const forged = `${head}.${payload}.${signature.startsWith("A") ? "B" : "A"}${signature.slice(1)}`;
      expect((await narrow(stage, forged)).outcome).toBe("400 invalid_request");
      expect((await narrow(stage, access_token)).status).toBe(200);
    }),
    present("3.4", "MUST check that a point lies on its curve", async (stage) => {
      const { send, proof } = await provedRequest(stage);
      const { jwk } = stage.parties.session;
      const off = { ...jwk, x: jwk.y, y: jwk.x };
      expect((await send(await proof({ header: { jwk: off } }))).outcome).toBe(INVALID);
    }),
    argued(
      "3.5",
      "MUST make keys of enough entropy, and MUST NOT use passwords as keys",
      "keys come from WebCrypto, and no MAC is made or taken anywhere: RSA keys of clients are refused below 2048 bits (server/platform/config/clients/client-keys.test.ts)",
    ),
    argued(
      "3.6",
      "SHOULD NOT compress what is encrypted",
      "nothing is encrypted; the status list, which is compressed, is public",
    ),
    present("3.7", "MUST write and read UTF-8 alone", async (stage) => {
      const { send, header, claims } = await provedRequest(stage);
      const latin1 = Buffer.from(JSON.stringify({ ...claims(), name: "ö" }), "latin1");
      expect((await send(await forge(stage.parties.session, JSON.stringify(header), latin1))).outcome).toBe(INVALID);
    }),
    present("3.8", "MUST check that the key belongs to the issuer, and the subject to it", async (stage) => {
      const asOrders = { ...stock, id: orders.id };
      const form = { token: "x", ...(await authenticationOf(stage, asOrders)) };
      expect((await stage.postForm("/oauth/introspect", form)).outcome).toBe("401 invalid_client");
      const forOther = { token: "x", ...(await authenticationOf(stage, stock, { claims: { sub: orders.id } })) };
      expect((await stage.postForm("/oauth/introspect", forOther)).outcome).toBe("401 invalid_client");
      expect(
        (await stage.postForm("/oauth/introspect", { token: "x", ...(await authenticationOf(stage, stock)) })).status,
      ).toBe(200);
    }),
    present("3.9", "MUST say and check aud, where an issuer's tokens go to several", async (stage) => {
      const { access_token, exchanged_token } = await issuedJwts(stage);
      for (const jwt of [access_token, exchanged_token]) expect(decodeJwt(jwt).aud).toHaveLength(1);
      expect((await (await userinfoAsked(stage, access_token))()).outcome).toBe("401 invalid_token/wrong_audience");
    }),
    present(
      "3.10",
      "MUST NOT trust what a message says of its key: kid finds one of its own, jku and x5u nothing",
      async (stage) => {
        const { access_token } = await issuedJwts(stage);
        const { header, claims } = partsOf(access_token);
        const kids: [kid: string, code: string][] = [
          ["' OR 1=1 --", "malformed"],
          ["../../etc/passwd", "malformed"],
          [stage.parties.stranger.thumbprint, "key_mismatch"],
          [String(header["kid"]), "bad_signature"],
        ];
        for (const [kid, code] of kids) {
          const text = await forge(stage.parties.stranger, JSON.stringify({ ...header, kid }), JSON.stringify(claims));
          expect((await (await userinfoAsked(stage, text))()).outcome).toBe(`401 invalid_token/${code}`);
        }
        const jku = JSON.stringify({ ...header, jku: `${stage.issuer}/oauth/jwks` });
        const text = await forge(stage.parties.stranger, jku, JSON.stringify(claims));
        expect((await (await userinfoAsked(stage, text))()).outcome).toBe("401 invalid_token/malformed");
      },
    ),
    present("3.11", "SHOULD say a typ of its own in each kind of JWT", async (stage) => {
      const { id_token: _plain, exchanged_token: _alike, ...others } = await issuedJwts(stage);
      const types = Object.values(others).map((jwt) => decodeProtectedHeader(jwt).typ);
      expect(new Set(types).size).toBe(types.length);
      expect(types).not.toContain("JWT");
    }),
    present(
      "3.12",
      "MUST keep each kind of JWT from being taken for another, by rules that exclude each other",
      async (stage) => {
        for (const [name, jwt] of Object.entries(await issuedJwts(stage))) {
          if (name === "access_token" || name === "exchanged_token") continue;
          expect((await (await userinfoAsked(stage, jwt))()).outcome).toBe("401 invalid_token/wrong_type");
          expect((await narrow(stage, jwt)).outcome).toBe("400 invalid_request");
          const { send } = await provedRequest(stage);
          expect((await send(jwt)).outcome).toBe(INVALID);
        }
      },
    ),
    present("3.12", "takes no assertion of a client that is too old or of no end, and none twice", async (stage) => {
      const ask = async (form: Readonly<Record<string, string>>) =>
        (await stage.postForm("/oauth/introspect", { token: "x", ...form })).outcome;
      expect(await ask(await authenticationOf(stage, orders, { claims: { exp: now() + 100_000 } }))).toBe(
        "401 invalid_client",
      );
      expect(await ask(await authenticationOf(stage, orders, { claims: { ...ENDLESS } }))).toBe("401 invalid_client");
      const once = await authenticationOf(stage, orders);
      expect([await ask(once), await ask(once)]).toEqual(["200", "401 invalid_client"]);
    }),
  ],
});
