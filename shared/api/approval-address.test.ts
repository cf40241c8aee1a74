import { describe, expect, it } from "vitest";
import { approvalAddress, approvalUrl, REMOTES, remoteIn } from "./approval-address.ts";

const URL_OF = approvalUrl("https://login.example", "rq_1");

describe("the address that a command line opens (protocol §4.1)", () => {
  it("says where it runs in the fragment alone, which no server is sent", () => {
    for (const remote of REMOTES) {
      const { hash, href } = new URL(approvalAddress("https://login.example", "rq_1", remote));
      expect(href).toBe(`${URL_OF}#${remote}`);
      expect(remoteIn(hash)).toBe(remote);
    }
  });

  it.each([null, "", "ssh host", "elsewhere", "<b>"])("says nothing of %j", (remote) => {
    expect(approvalAddress("https://login.example", "rq_1", remote)).toBe(URL_OF);
  });

  it.each(["", "#", "#elsewhere", "#SSH", "#ssh=1", "##ssh", "ssh", "#__proto__", "#ssh%20"])(
    "is read as nothing where it ends in %j",
    (fragment) => {
      expect(remoteIn(fragment)).toBeUndefined();
    },
  );
});
