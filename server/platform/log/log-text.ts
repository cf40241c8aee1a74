import { neutralise } from "@nearside/shared/text/neutralise.ts";
import type { DestinationStream } from "pino";

// The log as a person reads it in a terminal: the time of day, the message, and its subject, on one line.

/** The most characters of one value, or of our own message. */
const LONGEST = 200;
const LONGEST_SAID = 1000;
const LEVELS: Readonly<Record<string, string>> = { warn: "WARNING: ", error: "ERROR: ", fatal: "ERROR: " };

/** @param destination gets each line of the log, which comes as JSON, in that form */
export const asText = (destination: DestinationStream): DestinationStream => ({
  write: (line) => destination.write(`${textOf(line)}\n`),
});

function textOf(line: string): string {
  const { level, time, msg, err, ...about }: Record<string, unknown> = JSON.parse(line);
  const first = `${timeOfDay(Number(time))}  ${LEVELS[String(level)] ?? ""}${neutralise(String(msg), LONGEST_SAID)}`;
  const words = Object.entries(about).flatMap(([name, value]) => (value == null ? [] : [`${name}=${inText(value)}`]));
  return [[first, ...words].join("  "), ...errorLines(err)].join("\n");
}

/** The time by this server's local clock. */
function timeOfDay(time: number): string {
  const at = new Date(time);
  return [at.getHours(), at.getMinutes(), at.getSeconds()].map((part) => String(part).padStart(2, "0")).join(":");
}

/** Others chose some of this text. Nothing in it moves the terminal (threat B7). */
const shown = (text: string): string => neutralise(text, LONGEST);

function inText(value: unknown): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return /^[^\s"=]+$/.test(text) ? shown(text) : `"${shown(text).replaceAll('"', "'")}"`;
}

/** The error and its place in the server, for the person who fixes it. */
function errorLines(err: unknown): readonly string[] {
  if (typeof err !== "object" || err === null) return [];
  const { name, code, message, at, cause }: Record<string, unknown> = { ...err };
  const what = [name, code, message].filter((part) => part !== undefined).map((part) => shown(String(part)));
  const places = Array.isArray(at) ? at.map((place) => `        at ${shown(String(place))}`) : [];
  return [`    ${what.join(": ")}`, ...places, ...errorLines(cause)];
}
