import { decodeJwt } from "jose";
import * as v from "valibot";
import { expect } from "vitest";
import { type Api, authenticationOf } from "../kit/apis.ts";
import { now, type Stage } from "../steps/stage.ts";
import { forge, partsOf } from "../vectors/forge.ts";
import { ORDERS, orders, settings } from "./apis.ts";
import { issuedJwts } from "./issued.ts";
import { provedRequest } from "./proofs.ts";
import { verified } from "./published.ts";
import { argued, conforms, present } from "./requirement.ts";
import { userinfoAsked } from "./userinfo.ts";

/** Sends a client's assertion with those claims. @returns status and code */
const assert = async (stage: Stage, api: Api, claims: object): Promise<string> => {
  const form = { token: "x", ...(await authenticationOf(stage, api, { claims: { ...claims } })) };
  return (await stage.postForm("/oauth/introspect", form)).outcome;
};
const seconds = v.pipe(v.number(), v.integer(), v.minValue(0));
const issuedClaims = async (stage: Stage) =>
  Object.entries(await issuedJwts(stage)).map(([name, jwt]) => [name, decodeJwt(jwt)] as const);

conforms({
  document: "RFC 7519",
  title: "JSON Web Token (JWT), as issued and as taken",
  settings,
  requirements: [
    present("2", "MUST write every NumericDate as a number of seconds", async (stage) => {
      for (const [, claims] of await issuedClaims(stage))
        for (const name of ["iat", "exp", "nbf", "auth_time"])
          if (name in claims) expect(v.is(seconds, claims[name])).toBe(true);
    }),
    present("4", "MUST have each claim once", async (stage) => {
      for (const jwt of Object.values(await issuedJwts(stage))) {
        const text = Buffer.from(jwt.split(".")[1] ?? "", "base64url").toString();
        expect(JSON.stringify(JSON.parse(text))).toBe(text);
      }
    }),
    present("4", "MUST refuse a JWT that has a claim twice, or read the last of them", async (stage) => {
      const { send, header, claims } = await provedRequest(stage);
      const twice = JSON.stringify(claims()).replace("{", '{"htm":"GET",');
      expect((await send(await forge(stage.parties.session, JSON.stringify(header), twice))).outcome).toBe(
        "400 invalid_dpop_proof",
      );
    }),
    present("4", "MUST ignore claims that it does not know", async (stage) => {
      expect(await assert(stage, orders, { colour: "blue" })).toBe("200");
    }),
    present(
      "4.1.1",
      "says as iss this server, by one text everywhere, and takes from a client its own id alone",
      async (stage) => {
        for (const [name, { iss }] of await issuedClaims(stage))
          if (name !== "status_list") expect([name, iss]).toEqual([name, stage.issuer]);
        expect(await assert(stage, orders, { iss: stage.issuer })).toBe("401 invalid_client");
      },
    ),
    present("4.1.2", "MUST make sub unique within the issuer, or in the world", async (stage) => {
      const { access_token, id_token, exchanged_token } = await issuedJwts(stage);
      for (const jwt of [access_token, id_token, exchanged_token]) expect(decodeJwt(jwt).sub).toBe(stage.user.id);
      expect(stage.user.id).toMatch(/^us_[\w-]{22}$/);
    }),
    present("4.1.3", "MUST refuse a JWT whose aud does not have it, in either form of aud", async (stage) => {
      for (const aud of ["https://elsewhere.example", ["https://elsewhere.example"], [], `${stage.issuer}/`])
        expect(await assert(stage, orders, { aud })).toBe("401 invalid_client");
      for (const aud of [stage.issuer, [stage.issuer]]) expect(await assert(stage, orders, { aud })).toBe("200");
      const { access_token } = await issuedJwts(stage);
      expect((await (await userinfoAsked(stage, access_token))()).outcome).toBe("401 invalid_token/wrong_audience");
    }),
    present("4.1.3", "names in aud the party for which each token is", async (stage) => {
      const { access_token, id_token, introspection } = await issuedJwts(stage);
      expect(decodeJwt(access_token).aud).toEqual([ORDERS]);
      expect(decodeJwt(id_token).aud).toBe("nearside-cli");
      expect(decodeJwt(introspection).aud).toBe(orders.id);
    }),
    present("4.1.4", "MUST refuse a JWT at and after its exp, but for a short leeway", async (stage) => {
      expect(await assert(stage, orders, { exp: now() - 65, iat: now() - 120 })).toBe("401 invalid_client");
      expect(await assert(stage, orders, { exp: now() - 30, iat: now() - 90 })).toBe("200");
    }),
    present("4.1.5", "MUST refuse a JWT before its nbf, but for a short leeway", async (stage) => {
      expect(await assert(stage, orders, { nbf: now() + 90, exp: now() + 120 })).toBe("401 invalid_client");
      expect(await assert(stage, orders, { nbf: now() + 30 })).toBe("200");
    }),
    present("4.1.6", "says as iat when it was made, and takes none that is no time", async (stage) => {
      for (const [, { iat }] of await issuedClaims(stage))
        if (iat !== undefined) expect(Math.abs(now() - iat)).toBeLessThan(60);
      const { send, proof } = await provedRequest(stage);
      expect((await send(await proof({ claims: { iat: String(now()) } }))).outcome).toBe("400 invalid_dpop_proof");
    }),
    present("4.1.7", "MUST make each jti so that no two are alike, by 128 bits of randomness", async (stage) => {
      const issued = await issuedJwts(stage);
      const [one, other] = [decodeJwt(issued.access_token).jti, decodeJwt(issued.exchanged_token).jti];
      expect(one).not.toBe(other);
      for (const jti of [one, other]) expect(jti).toMatch(/^[\w-]{22}$/);
    }),
    present("5.1", "says by typ what it is, and takes what it takes by its typ", async (stage) => {
      const issued = await issuedJwts(stage);
      expect(partsOf(issued.id_token).header["typ"]).toBe("JWT");
      expect((await (await userinfoAsked(stage, issued.id_token))()).outcome).toBe("401 invalid_token/wrong_type");
    }),
    argued("5.2", "MUST say cty JWT of a JWT within a JWT", "none is nested"),
    present("6", "MUST take no unsecured JWT", async (stage) => {
      const { claims } = partsOf((await issuedJwts(stage)).access_token);
      const unsecured = `${Buffer.from('{"alg":"none","typ":"at+jwt"}').toString("base64url")}.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.`;
      expect((await (await userinfoAsked(stage, unsecured))()).outcome).toBe("401 invalid_token/wrong_algorithm");
    }),
    present("7.2", "makes JWTs that anybody's library finds valid", async (stage) => {
      for (const jwt of Object.values(await issuedJwts(stage)))
        expect((await verified(stage, jwt)).header.alg).toBe("ES256");
    }),
    argued(
      "8",
      "MUST know HS256 and none",
      "it binds libraries, and only where a use of JWTs leaves the algorithm open; RFC 8725 §3.1 has each use take its own and no other",
    ),
    argued(
      "11.2, 12",
      "MUST keep what is private in a JWT from others",
      "a token says no name, and goes to its client and its API by TLS",
    ),
  ],
});
