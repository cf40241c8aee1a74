import { texts } from "../texts/pages.ts";
import { button, element } from "./element.ts";
import { type EnrolmentShown, STANDINGS } from "./enrolments.ts";
import { hostOf, named, notice } from "./parts.ts";

/** Shows one enrolment: person, server, and what is missing. `allow` is called within the click. */
export function enrolmentCard(
  { set, standing }: EnrolmentShown,
  allow: () => void,
  ...more: readonly Node[]
): HTMLElement {
  return element(
    "article",
    { class: "card" },
    element(
      "div",
      { class: "card-title" },
      element(
        "h2",
        {},
        ...texts.enrolment.title<Node>({
          person: element("strong", {}, named(set.user.name)),
          host: hostOf(set.issuer),
        }),
      ),
      element("span", { class: "note standing" }, STANDINGS[standing]),
    ),
    ...missing(standing, allow),
    ...more,
  );
}

function missing(standing: EnrolmentShown["standing"], allow: () => void): readonly Node[] {
  switch (standing) {
    case "usable":
    case "on_hold": // the notice above all of them says why
      return [];
    case "not_allowed":
      return [element("p", { class: "note" }, texts.enrolment.notAllowed)];
    case "permission_missing":
      return [
        notice(
          "wait",
          element("p", {}, texts.enrolment.permissionMissing),
          button("plain", texts.enrolment.allowAgain, allow),
        ),
      ];
    case "administrator":
      return [element("p", { class: "note" }, texts.enrolment.administrator)];
    case "unfinished":
      return [element("p", { class: "note" }, texts.enrolment.unfinished)];
  }
}
