import { mkdtempSync, rmSync, symlinkSync, unlinkSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Registry } from "prom-client";
import { expect, it, onTestFinished } from "vitest";
import { openTestServer } from "../../testing/test-server.ts";
import { addFigures } from "./figures.ts";

it("tells the age of the wrapping key's file, and all others where that one cannot be seen", async () => {
  const folder = mkdtempSync(join(tmpdir(), "nearside-figures-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "key");
  const { services, close } = await openTestServer();
  onTestFinished(close);
  const registry = new Registry();
  const config = { ...services.config, wrappingKey: { path, setting: "wrappingKey.file" } as const };
  const look = addFigures(registry, { ...services, config }, () => undefined);
  const figureOf = async (name: string) => {
    await look();
    return (await registry.metrics()).split("\n").find((line) => line.startsWith(`nearside_${name} `));
  };
  writeFileSync(path, "");
  const anHourAgo = (services.clock() - 3_600_000) / 1000;
  utimesSync(path, anHourAgo, anHourAgo);
  expect(await figureOf("wrapping_key_age_seconds")).toBe("nearside_wrapping_key_age_seconds 3600");
  unlinkSync(path);
  expect(await figureOf("wrapping_key_age_seconds")).toBeUndefined();
  symlinkSync(path, path);
  expect(await figureOf("wrapping_key_age_seconds")).toBeUndefined();
  expect(await figureOf("database_up")).toBe("nearside_database_up 1");
});
