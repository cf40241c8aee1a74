import { inflateSync } from "node:zlib";
import * as v from "valibot";
import { expect } from "vitest";
import { tokenIn } from "../kit/exchange.ts";
import { CLIENT } from "../kit/login-steps.ts";
import { narrow } from "../steps/exchanging.ts";
import { redeemedLogin } from "../steps/logging-in.ts";
import { now, type Stage } from "../steps/stage.ts";
import { ORDERS, settings } from "./apis.ts";
import { verified } from "./published.ts";
import { argued, conforms, present } from "./requirement.ts";

const statusSchema = v.strictObject({ status_list: v.strictObject({ idx: v.number(), uri: v.string() }) });
const listSchema = v.strictObject({ bits: v.number(), lst: v.string() });

/** The place of that token's status. */
const placeOf = async (stage: Stage, token: string) =>
  v.parse(statusSchema, (await verified(stage, token)).claims["status"]).status_list;
const newToken = async (stage: Stage): Promise<string> => (await redeemedLogin(stage)).tokens.access_token;

const revoke = (stage: Stage, token: string) => stage.postForm("/oauth/revoke", { token, client_id: CLIENT });

async function listAt(stage: Stage, uri: string) {
  const { header, claims } = await verified(stage, await (await fetch(uri)).text(), "statuslist+jwt");
  const list = v.parse(listSchema, claims["status_list"]);
  return { header, claims, list, bytes: inflateSync(Buffer.from(list.lst, "base64url")) };
}
const bitAt = (bytes: Uint8Array, idx: number): number => ((bytes[idx >> 3] ?? 0) >> (idx & 7)) & 1;

conforms({
  document: "draft-ietf-oauth-status-list",
  title: "Token Status List",
  settings,
  requirements: [
    present(
      "4.1",
      "MUST hold bits of 1, 2, 4 or 8, packed from the least significant on, as a DEFLATE stream in ZLIB",
      async (stage, clock) => {
        const [ended, other] = [await newToken(stage), await newToken(stage)];
        const [place, otherPlace] = [await placeOf(stage, ended), await placeOf(stage, other)];
        expect((await revoke(stage, ended)).status).toBe(200);
        clock.set(6); // the server keeps a list that it has made for five seconds
        try {
          const { list, bytes } = await listAt(stage, place.uri);
          expect(list.bits).toBe(1);
          expect(bitAt(bytes, place.idx)).toBe(1);
          expect([otherPlace.uri, bitAt(bytes, otherPlace.idx)]).toEqual([place.uri, 0]);
        } finally {
          clock.set(0);
        }
      },
    ),
    present("4.1", "MUST cover every index that it gives", async (stage) => {
      const place = await placeOf(stage, await newToken(stage));
      expect(place.idx).toBeLessThan((await listAt(stage, place.uri)).bytes.length * 8);
    }),
    present("4.2", "MUST write lst as base64url without padding", async (stage) => {
      const { list } = await listAt(stage, (await placeOf(stage, await newToken(stage))).uri);
      expect(list.lst).toMatch(/^[\w-]+$/);
    }),
    present("5.1", "MUST be a signed JWT of typ statuslist+jwt", async (stage) => {
      const { header } = await listAt(stage, (await placeOf(stage, await newToken(stage))).uri);
      expect(header).toMatchObject({ typ: "statuslist+jwt", alg: "ES256" });
    }),
    present(
      "5.1",
      "MUST say sub, the uri of the tokens, iat, when it was made, and status_list; SHOULD exp and a ttl above 0",
      async (stage) => {
        const { uri } = await placeOf(stage, await newToken(stage));
        const { claims } = await listAt(stage, uri);
        const iat = claims.iat ?? 0;
        expect(claims).toMatchObject({ sub: uri, exp: iat + 120, ttl: 15 });
        expect(Math.abs(now() - iat)).toBeLessThan(60);
      },
    ),
    argued("5.2", "MUST be a CWT where it is one", "JWT is the one form that is made, as are the tokens"),
    present("6.2", "MUST name in each token a place: idx, a whole number of 0 or more, and uri", async (stage) => {
      const { idx, uri } = await placeOf(stage, await newToken(stage));
      expect(Number.isSafeInteger(idx) && idx >= 0).toBe(true);
      expect(uri).toMatch(new RegExp(`^${stage.issuer}/oauth/status/sl_[\\w-]{22}$`));
    }),
    present("6.2", "MUST give no two tokens one place, exchanged ones neither", async (stage) => {
      const { access_token } = (await redeemedLogin(stage, "read", { resource: ORDERS })).tokens;
      const exchanged = (await tokenIn(await narrow(stage, access_token))).jws;
      const places = await Promise.all(
        [access_token, exchanged, await newToken(stage)].map(async (token) => placeOf(stage, token)),
      );
      expect(new Set(places.map(({ uri, idx }) => `${uri} ${idx}`)).size).toBe(3);
    }),
    present("7.1", "MUST mean valid by 0 and revoked, for good, by 1", async (stage, clock) => {
      const token = await newToken(stage);
      const { uri, idx } = await placeOf(stage, token);
      clock.set(12);
      try {
        expect(bitAt((await listAt(stage, uri)).bytes, idx)).toBe(0);
        expect((await revoke(stage, token)).status).toBe(200);
        clock.set(18);
        expect(bitAt((await listAt(stage, uri)).bytes, idx)).toBe(1);
        clock.set(24);
        expect(bitAt((await listAt(stage, uri)).bytes, idx)).toBe(1);
      } finally {
        clock.set(0);
      }
    }),
    present("8.1", "SHOULD let pages of any origin read it", async (stage) => {
      const { uri } = await placeOf(stage, await newToken(stage));
      const { headers } = await fetch(uri, { headers: { origin: "https://anywhere.example" } });
      expect(headers.get("access-control-allow-origin")).toBe("*");
    }),
    present(
      "8.2",
      "MUST answer by 2xx and Content-Type application/statuslist+jwt, the compact JWS and nothing else",
      async (stage) => {
        const { uri } = await placeOf(stage, await newToken(stage));
        const answer = await fetch(uri, { headers: { accept: "application/statuslist+jwt" } });
        expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "application/statuslist+jwt"]);
        expect(await answer.text()).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
      },
    ),
    argued(
      "8.2",
      "SHOULD use gzip as its content encoding",
      "the list itself is compressed and is 1 KiB at most before: gzip would spare a quarter of some hundred bytes",
    ),
    present("8.4", "SHOULD answer 501 to a time that is asked for, where it keeps no history", async (stage) => {
      const { uri } = await placeOf(stage, await newToken(stage));
      expect((await fetch(`${uri}?time=${now() - 1000}`)).status).toBe(501);
    }),
    argued(
      "9",
      "MUST publish an aggregation as JSON where it publishes one",
      "it publishes none: it would tell how many tokens there are, and an API asks for the lists of the tokens that it sees",
    ),
    present("11.3", "is signed by a key of the issuer's own JWK Set, which kid names", async (stage) => {
      const token = await newToken(stage);
      const { header } = await listAt(stage, (await placeOf(stage, token)).uri);
      expect(header.kid).toBe((await verified(stage, token)).header.kid);
    }),
    present(
      "12.1, 12.2",
      "SHOULD give places that tell nothing of number and order, in lists large enough to hide in",
      async (stage) => {
        const places: Awaited<ReturnType<typeof placeOf>>[] = [];
        for (let made = 0; made < 4; made += 1) places.push(await placeOf(stage, await newToken(stage)));
        const steps = new Set(places.slice(1).map(({ idx }, at) => idx - (places[at]?.idx ?? 0)));
        expect([...steps]).not.toEqual([1]);
        expect((await listAt(stage, places[0]?.uri ?? "")).bytes).toHaveLength(1024);
      },
    ),
    present(
      "12.4",
      "SHOULD tell nothing at a place that no token has, nor of lists that there are not",
      async (stage) => {
        const answer = await stage.send(`/oauth/status/sl_${"A".repeat(22)}`, {});
        expect(answer.outcome).toBe("404 not_found");
      },
    ),
    present("13.7", "SHOULD NOT be kept by caches beyond what the list itself allows", async (stage) => {
      const { uri } = await placeOf(stage, await newToken(stage));
      const [, age] = /^public, max-age=(\d+)$/.exec((await fetch(uri)).headers.get("cache-control") ?? "") ?? [];
      expect(Number(age)).toBeLessThanOrEqual(15);
    }),
  ],
});
