import { expect, it } from "vitest";
import { appearanceOf, appearanceOfUserName } from "./lookalike.ts";

it.each([
  ["Admins", "admins"],
  ["Admins", "Аdmins"],
  ["Admins", "ADMINS"],
  ["Admins", "Adm\u0131ns"],
  ["Admins", "Ad\u200bmins"],
  ["Admins", "Adm1ns"],
  ["Admins", "Admlns"],
  ["Admins", "Adrnins"],
  ["Admins", "Ａｄｍｉｎｓ"],
  ["Admins", "𝐀𝐝𝐦𝐢𝐧𝐬"],
  ["Dev-Ops", "Dev Ops"],
  ["Dev-Ops", "dev\u2010ops"],
  ["CEO", "СЕО"],
  ["Οικο", "Oико".replace("ико", "ικο")],
])("%s and %s look alike", (one, other) => expect(appearanceOf(one)).toBe(appearanceOf(other)));

it.each([
  ["Admins", "Admin"],
  ["C", "C++"],
  ["Berlin", "Merlin"],
  ["Тест", "Test"],
  ["José", "Jose"],
])("%s and %s do not", (one, other) => expect(appearanceOf(one)).not.toBe(appearanceOf(other)));

it("takes letters for digits in a user's name, and neither i for l nor dots for nothing", () => {
  for (const other of ["a1ice", "aIice".replace("I", "1"), "a1ice"])
    expect(appearanceOfUserName(other)).toBe(appearanceOfUserName("alice"));
  expect(appearanceOfUserName("b0b")).toBe(appearanceOfUserName("bob"));
  expect(appearanceOfUserName("ian")).not.toBe(appearanceOfUserName("lan"));
  expect(appearanceOfUserName("a.b")).not.toBe(appearanceOfUserName("ab"));
});
