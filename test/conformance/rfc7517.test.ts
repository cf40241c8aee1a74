import { calculateJwkThumbprint, importJWK, type JWK } from "jose";
import { expect } from "vitest";
import { settings } from "./apis.ts";
import { issuedJwts } from "./issued.ts";
import { provedRequest } from "./proofs.ts";
import { publishedKeys, verified } from "./published.ts";
import { argued, conforms, present } from "./requirement.ts";

const INVALID = "400 invalid_dpop_proof";

conforms({
  document: "RFC 7517",
  title: "JSON Web Key (JWK), with the thumbprints of RFC 7638",
  settings,
  requirements: [
    present("4", "MUST ignore members of a key that it does not know", async (stage) => {
      const { send, proof } = await provedRequest(stage);
      const jwk = { ...stage.parties.session.jwk, kid: "mine", colour: "blue" };
      expect((await send(await proof({ header: { jwk } }))).status).toBe(200);
    }),
    present("4.1", "MUST say kty", async (stage) => {
      for (const { kty } of (await publishedKeys(stage)).keys) expect(kty).toBe("EC");
    }),
    present("4.2, 4.3", "SHOULD say by use or by key_ops what a key is for, not by both", async (stage) => {
      for (const key of (await publishedKeys(stage)).keys)
        expect([key["use"], key["key_ops"]]).toEqual(["sig", undefined]);
    }),
    present("4.2, 4.4", "takes no key that says that it is for something else", async (stage) => {
      const { send, proof } = await provedRequest(stage);
      for (const other of [{ use: "enc" }, { alg: "ES384" }]) {
        const jwk = { ...stage.parties.session.jwk, ...other };
        expect((await send(await proof({ header: { jwk } }))).outcome).toBe(INVALID);
      }
    }),
    present("4.4", "says by alg the one algorithm that a key is for", async (stage) => {
      for (const key of (await publishedKeys(stage)).keys) expect(key["alg"]).toBe("ES256");
    }),
    present("4.5", "SHOULD give each key of the set a kid of its own", async (stage) => {
      await stage.server.shell("keys", "rotate");
      const kids = (await publishedKeys(stage)).keys.map(({ kid }) => kid);
      expect(kids).toHaveLength(2);
      expect(new Set(kids).size).toBe(2);
    }),
    argued("4.6", "MUST keep x5u, x5c and the like in keeping with the key", "no key has any"),
    present("5", "MUST publish a JSON object whose keys are a list", async (stage) => {
      const { keys } = await publishedKeys(stage);
      expect(keys.length).toBeGreaterThanOrEqual(1);
    }),
    present("8.5.2", "is served as application/jwk-set+json, to any origin", async (stage) => {
      const { headers } = await fetch(`${stage.issuer}/oauth/jwks`);
      expect(headers.get("content-type")).toBe("application/jwk-set+json");
      expect(headers.get("access-control-allow-origin")).toBe("*");
    }),
    present(
      "9.2",
      "MUST NOT publish a private part, and takes none: a person who sends one has lost it",
      async (stage) => {
        for (const key of (await publishedKeys(stage)).keys)
          expect(Object.keys(key).sort()).toEqual(["alg", "crv", "kid", "kty", "use", "x", "y"]);
        const { send, proof } = await provedRequest(stage);
        const jwk = { ...stage.parties.session.jwk, d: stage.parties.session.jwk.x };
        expect((await send(await proof({ header: { jwk } }))).outcome).toBe(INVALID);
      },
    ),
    present(
      "4 (RFC 7518 §6.2.1)",
      "MUST write crv, x and y, each coordinate of P-256 in all its 32 octets",
      async (stage) => {
        for (const key of (await publishedKeys(stage)).keys) {
          for (const part of ["x", "y"]) expect(Buffer.from(String(key[part]), "base64url")).toHaveLength(32);
          await expect(importJWK(key as JWK, "ES256")).resolves.toBeDefined();
        }
        const { send, proof } = await provedRequest(stage);
        const { x, ...rest } = stage.parties.session.jwk;
        for (const wrong of [x.slice(1), `A${x}`, "A".repeat(43)])
          expect((await send(await proof({ header: { jwk: { ...rest, x: wrong } } }))).outcome).toBe(INVALID);
      },
    ),
    present(
      "4.5 (RFC 7638 §3)",
      "MUST hash the required members alone, by name, without white space: as kid of its own keys",
      async (stage) => {
        for (const key of (await publishedKeys(stage)).keys)
          expect(key.kid).toBe(await calculateJwkThumbprint(key as JWK));
      },
    ),
    present(
      "4.5 (RFC 7638 §3.2)",
      "MUST make one thumbprint of one key, no matter what else the key says: as jkt of a token",
      async (stage) => {
        const { access_token } = await issuedJwts(stage);
        const { jwk } = stage.parties.session;
        const jkt = await calculateJwkThumbprint({ y: jwk.y, kid: "x", use: "sig", x: jwk.x, crv: "P-256", kty: "EC" });
        expect((await verified(stage, access_token)).claims["cnf"]).toEqual({ jkt });
      },
    ),
  ],
});
