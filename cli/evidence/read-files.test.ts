import { expect, it } from "vitest";
import { readDocumentFile } from "./read-files.ts";

it("names the commands that write such a file, as they are typed", async () => {
  const pipedBytes = async () => Buffer.from("{}");
  await expect(readDocumentFile("-", { pipedBytes })).rejects.toThrow(
    "`nearside-server evidence <request>` and `report <user>`, on the server itself, write them.",
  );
});
