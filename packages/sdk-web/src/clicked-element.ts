/** The innermost element that meets the selector of those a click went through, in open shadow roots, too. */
export function clickedElement<Kind extends Element>(event: Event, selector: string): Kind | undefined {
  return event.composedPath().find((node): node is Kind => node instanceof Element && node.matches(selector));
}
