import { CompactSign } from "jose";
import { expect } from "vitest";
import { type Api, authenticationOf } from "../kit/apis.ts";
import { lasting, newId, type Stage } from "../steps/stage.ts";
import { derOf, forge, partsOf, resigned, signText } from "../vectors/forge.ts";
import { orders, settings } from "./apis.ts";
import { issuedJwts } from "./issued.ts";
import { provedRequest } from "./proofs.ts";
import { publishedKeys, verified } from "./published.ts";
import { argued, conforms, present } from "./requirement.ts";

const INVALID = "400 invalid_dpop_proof";
const base64url = (text: string): string => Buffer.from(text).toString("base64url");

/** Sends a client's assertion (RFC 7523) with those members in its header. @returns status and code */
async function assertWith(stage: Stage, { id, key }: Api, header: Readonly<Record<string, unknown>>): Promise<string> {
  const claims = { iss: id, sub: id, aud: stage.issuer, jti: newId(), ...lasting(60) };
  const signer = new CompactSign(Buffer.from(JSON.stringify(claims))).setProtectedHeader({ alg: "ES256", ...header });
  const client_assertion = await signer.sign(key.privateKey, { crit: { "https://x.example/crit": true } });
  const form = { token: "x", ...(await authenticationOf(stage, orders)), client_assertion };
  return (await stage.postForm("/oauth/introspect", form)).outcome;
}

conforms({
  document: "RFC 7515",
  title: "JSON Web Signature (JWS), as issued and as taken",
  settings,
  requirements: [
    present("3.1, 7.1", "MUST write three parts in base64url without padding, with dots between", async (stage) => {
      for (const jws of Object.values(await issuedJwts(stage))) expect(jws).toMatch(/^[\w-]+\.[\w-]+\.[\w-]{86}$/);
    }),
    present("4", "MUST have each header parameter once, in a JSON object", async (stage) => {
      for (const jws of Object.values(await issuedJwts(stage))) {
        const text = Buffer.from(jws.split(".")[0] ?? "", "base64url").toString();
        expect(JSON.stringify(JSON.parse(text))).toBe(text);
      }
    }),
    present("4", "MUST refuse a header that has one twice, or read the last of them", async (stage) => {
      const { send, header, claims } = await provedRequest(stage);
      const twice = JSON.stringify(header).replace("{", '{"typ":"JWT",');
      expect([INVALID, "200"]).toContain(
        (await send(await forge(stage.parties.session, twice, JSON.stringify(claims())))).outcome,
      );
    }),
    present("4", "MUST ignore header parameters that it does not know", async (stage) => {
      expect(await assertWith(stage, orders, { colour: "blue" })).toBe("200");
      const { send, proof } = await provedRequest(stage);
      expect((await send(await proof({ header: { colour: "blue", kid: "mine" } }))).status).toBe(200);
    }),
    present(
      "4.1.1",
      "MUST say alg, and MUST refuse a JWS without one, or with one that it does not know",
      async (stage) => {
        for (const jws of Object.values(await issuedJwts(stage))) expect(partsOf(jws).header["alg"]).toBe("ES256");
        const { send, proof } = await provedRequest(stage);
        for (const alg of [undefined, "es256", "ES256K", 256])
          expect((await send(await proof({ header: { alg } }))).outcome).toBe(INVALID);
      },
    ),
    present(
      "4.1.2, 4.1.5",
      "MUST NOT trust what jku or x5u name: no address of a header is fetched or used",
      async (stage) => {
        const { send, header, claims } = await provedRequest(stage);
        const { jwk: _own, ...keyless } = header;
        const foreign = { ...keyless, jku: "https://evil.example/jwks", x5u: "https://evil.example/x5u" };
        const forged = await forge(stage.parties.session, JSON.stringify(foreign), JSON.stringify(claims()));
        expect((await send(forged)).outcome).toBe(INVALID);
      },
    ),
    present("4.1.4", "names by kid the key of its JWK Set that signed", async (stage) => {
      const [key] = (await publishedKeys(stage)).keys;
      for (const jws of Object.values(await issuedJwts(stage))) expect(partsOf(jws).header["kid"]).toBe(key?.kid);
    }),
    present("4.1.9", "says as typ a media type without application/ before it", async (stage) => {
      const issued = await issuedJwts(stage);
      const types = Object.fromEntries(Object.entries(issued).map(([name, jws]) => [name, partsOf(jws).header["typ"]]));
      expect(types).toEqual({
        access_token: "at+jwt",
        id_token: "JWT",
        exchanged_token: "at+jwt",
        status_list: "statuslist+jwt",
        introspection: "token-introspection+jwt",
        request: "nearside-request+jwt",
        nonce: "nearside-nonce+jwt",
      });
    }),
    present("4.1.11", "MUST refuse a JWS whose crit names what it does not understand", async (stage) => {
      const critical = { crit: ["https://x.example/crit"], "https://x.example/crit": true };
      expect(await assertWith(stage, orders, critical)).toBe("401 invalid_client");
      const { send, proof } = await provedRequest(stage);
      expect((await send(await proof({ header: critical }))).outcome).toBe(INVALID);
      expect((await send(await proof({ header: { crit: [] } }))).outcome).toBe(INVALID);
    }),
    present("5.1", "signs the very texts that it sends, so that anybody's library verifies them", async (stage) => {
      for (const jws of Object.values(await issuedJwts(stage))) {
        expect((await verified(stage, jws)).header.alg).toBe("ES256");
        const [head, payload, signature] = jws.split(".");
        const other = `${head}.${payload?.slice(0, -4)}AAAA.${signature}`;
        await expect(verified(stage, other)).rejects.toThrow();
      }
    }),
    present(
      "5.2",
      "MUST refuse what is no base64url, no UTF-8, no JSON object, or not signed by its key",
      async (stage) => {
        const { send, header, claims, proof } = await provedRequest(stage);
        const { session, stranger } = stage.parties;
        const [head, payload] = [JSON.stringify(header), JSON.stringify(claims())];
        const wrong = [
          await signText(session, `${base64url(head)}.${base64url(payload)}=`),
          await signText(session, `${base64url(head)}.${base64url(payload).replace(/.$/, "+")}`),
          await signText(session, `${base64url(head)} .${base64url(payload)}`),
          await forge(
            session,
            Buffer.concat([Buffer.from(head.slice(0, -1)), Buffer.from([0xff]), Buffer.from("}")]),
            payload,
          ),
          await forge(session, "[]", payload),
          await forge(session, head.slice(1), payload),
          await forge(session, head, "[]"),
          await forge(stranger, head, payload),
        ];
        for (const text of wrong) expect((await send(text)).outcome).toBe(INVALID);
        expect((await send(await proof())).status).toBe(200);
      },
    ),
    present(
      "5.2",
      "MUST take the JSON serialization nowhere: the compact one is the one that these messages have",
      async (stage) => {
        const { send, proof } = await provedRequest(stage);
        const [head, payload, signature] = (await proof()).split(".");
        expect((await send(JSON.stringify({ protected: head, payload, signature }))).outcome).toBe(INVALID);
      },
    ),
    present(
      "A.3",
      "MUST write an ES256 signature as R and S of 32 octets each (RFC 7518 §3.4), and takes no other form",
      async (stage) => {
        for (const jws of Object.values(await issuedJwts(stage)))
          expect(Buffer.from(jws.split(".")[2] ?? "", "base64url")).toHaveLength(64);
        const { send, proof } = await provedRequest(stage);
        expect((await send(resigned(await proof(), derOf))).outcome).toBe(INVALID);
      },
    ),
    argued(
      "8",
      "MUST fetch by TLS what jku and x5u name",
      "nothing is fetched: every key is its client's own, written down, or the one that the message is bound to",
    ),
    argued(
      "10.1",
      "MUST make keys and signatures of good randomness, and keep private keys private",
      "they are WebCrypto's own; the database that holds them is refused where others of the machine can read it (server/safety)",
    ),
  ],
});
