// Spares axe the contrast of texts that look just like one that it found in order.

/**
 * Runs in the page. A look is what axe computes a contrast from: the colours and sizes of a text, and the grounds from the page's root to
 * it, as the browser has them now. It gives the elements that axe may leave out, because they have no text or a look in order, and the looks
 * of others. A text that leaves one of its grounds or touches another one, as it does where things lie over one another, has no look that
 * could be compared, so axe judges it each time. So it does all that is behind a shadow root.
 */
export function textsAlike(inOrder: ReadonlySet<string>) {
  const ofText = ["color", "-webkit-text-fill-color", "-webkit-text-stroke", "text-shadow", "font-size", "font-weight"];
  const ofGround = ["background-color", "background-image", "opacity", "mix-blend-mode", "z-index", "visibility"];
  const noGround = "rgba(0, 0, 0, 0) none 1 normal auto visible";
  const read = (style: CSSStyleDeclaration, names: string[]) =>
    names.map((name) => style.getPropertyValue(name)).join(" ");

  const grounds: { readonly element: Element; readonly rect: DOMRect }[] = [];
  const under = new Map<Element | null, string>();
  const texts = new Map<Element, { readonly style: CSSStyleDeclaration; readonly rects: DOMRect[] }>();
  const leftOut = new Set<Element>();
  for (const element of document.querySelectorAll("*")) {
    const style = getComputedStyle(element);
    const ground = read(style, ofGround);
    const isGround = ground !== noGround || element.shadowRoot !== null;
    if (isGround) grounds.push({ element, rect: element.getBoundingClientRect() });
    under.set(element, `${under.get(element.parentElement) ?? ""}${isGround ? `/${ground}` : ""}`);
    const rects = [...element.childNodes].flatMap((node) => {
      if (node.nodeType !== Node.TEXT_NODE || node.nodeValue?.trim() === "") return [];
      const range = document.createRange();
      range.selectNode(node);
      return [...range.getClientRects()];
    });
    if (["input", "select", "textarea"].includes(element.localName)) rects.push(element.getBoundingClientRect());
    if (rects.length === 0) leftOut.add(element);
    else texts.set(element, { style, rects });
  }
  const looks = new Map<Element, string>();
  for (const [element, { style, rects }] of texts) {
    const isPlain = grounds.every(({ element: ground, rect: { left, right, top, bottom } }) =>
      rects.every((rect) =>
        ground.contains(element)
          ? rect.left >= left - 1 && rect.right <= right + 1 && rect.top >= top - 1 && rect.bottom <= bottom + 1
          : rect.left >= right || rect.right <= left || rect.top >= bottom || rect.bottom <= top,
      ),
    );
    if (!isPlain) continue;
    const look = `${read(style, ofText)} ${under.get(element)}`;
    if (inOrder.has(look)) leftOut.add(element);
    else looks.set(element, look);
  }
  return { leftOut, looks };
}
