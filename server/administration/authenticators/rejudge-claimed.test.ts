import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { AAGUID, type Attester, Authenticator } from "../../../test/kit/authenticator.ts";
import { Authority } from "../../../test/kit/metadata-authority.ts";
import { enrolledMachine } from "../../testing/enrol.ts";
import { type MetadataStage, openMetadataStage } from "../../testing/metadata-stage.ts";
import { DATABASES } from "../../testing/temporary-store.ts";
import { rejudgeClaimed } from "./rejudge-claimed.ts";

describe.each(DATABASES)("passkeys that came before the metadata, on %s", (database) => {
  let stage: MetadataStage;
  let maker: Authority;
  let genuine: Attester;
  beforeEach(async () => {
    stage = await openMetadataStage({ database });
    maker = await Authority.root("Maker Root");
    genuine = await maker.attester(AAGUID);
  });
  afterEach(() => stage.close());

  async function enrolWith(name: string, attester: Attester | "self" | undefined): Promise<string> {
    const authenticator = new Authenticator(name, attester === undefined ? {} : { attester });
    await enrolledMachine(stage.server, name, { authenticator });
    return authenticator.id;
  }
  async function verdictOf(id: string): Promise<string> {
    const { db } = stage.server.services;
    const query = db.selectFrom("passkeys").select("attestation_verdict").where("credential_id", "=", id);
    return (await query.executeTakeFirstOrThrow()).attestation_verdict;
  }
  async function rejudge(): Promise<number> {
    const { current } = stage.server.services.metadata;
    if (current === undefined) throw new Error("there is no metadata");
    return rejudgeClaimed(stage.server.services, current);
  }

  it("are attested by it where they prove their make, and nothing else is", async () => {
    const counterfeiter = await Authority.root("Maker Root");
    const ids = {
      genuine: await enrolWith("genuine", genuine),
      forged: await enrolWith("forged", await counterfeiter.attester(AAGUID)),
      self: await enrolWith("self", "self"),
      silent: await enrolWith("silent", undefined),
    };
    expect(await verdictOf(ids.genuine)).toBe("claimed, not attested");
    await stage.publish(1, [{ aaguid: AAGUID, roots: [maker] }]);
    const [first, second] = await Promise.all([rejudge(), rejudge()]);
    expect(first + second).toBe(1);
    expect(await verdictOf(ids.genuine)).toBe("attested");
    expect(await verdictOf(ids.forged)).toBe("claimed, not attested");
    expect(await verdictOf(ids.self)).toBe("self-attested");
    expect(await verdictOf(ids.silent)).toBe("not attested");
    const { db } = stage.server.services;
    const person = await db.selectFrom("users").select("id").where("name", "=", "genuine").executeTakeFirstOrThrow();
    const events = await db.selectFrom("events").selectAll().where("kind", "=", "passkey_attested").execute();
    expect(events).toMatchObject([{ subject: ids.genuine, user_id: person.id }]);
    expect(JSON.parse(events[0]?.data ?? "")).toEqual({ aaguid: AAGUID, metadata_no: 1 });
    expect(await rejudge()).toBe(0);
  });

  it("stay what they claim under metadata that lists other models", async () => {
    const id = await enrolWith("genuine", genuine);
    await stage.publish(1, [{ aaguid: "ffffffff-4455-6677-8899-aabbccddeeff", roots: [maker] }]);
    expect(await rejudge()).toBe(0);
    expect(await verdictOf(id)).toBe("claimed, not attested");
  });
});
