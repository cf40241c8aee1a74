import { expect, it } from "vitest";
import { collectorIn } from "./collector.ts";

const collector = (named: string | undefined) => collectorIn({ OTEL_EXPORTER_OTLP_ENDPOINT: named });

it.each(["https://otel.example:4318", "http://127.0.0.1:4318", "http://localhost:4318/", "http://[::1]:4318"])(
  "takes %s",
  (named) => expect(collector(named)).toBe(named),
);

it.each([
  undefined,
  "",
  "localhost:4318",
  "http://",
  "http://otel.example:4318",
  "http://127.0.0.1.evil.example",
  "ftp://a",
])("takes nothing else, and nothing that would send spans through a network in clear: %s", (named) =>
  expect(collector(named)).toBeUndefined(),
);
