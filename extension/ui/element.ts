type Child = Node | string | undefined;

type Attributes = Readonly<Record<string, string | boolean | undefined>>;

/** Builds an element. Text stays text: neither this nor any other file parses markup. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes,
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const built = document.createElement(tag);
  setAttributes(built, attributes);
  built.append(...children.filter((child) => child !== undefined));
  return built;
}

const SVG = "http://www.w3.org/2000/svg";

export function svgElement(tag: string, attributes: Attributes, ...children: readonly Node[]): SVGElement {
  const built = document.createElementNS(SVG, tag);
  setAttributes(built, attributes);
  built.append(...children);
  return built;
}

function setAttributes(built: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) built.setAttribute(name, "");
    else if (typeof value === "string") built.setAttribute(name, value);
  }
}

type ButtonLook = "near" | "plain" | "alert";

export function button(look: ButtonLook, text: string, pressed: () => void): HTMLButtonElement {
  const built = element("button", { class: `button button-${look}`, type: "button" }, text);
  built.addEventListener("click", pressed);
  return built;
}
