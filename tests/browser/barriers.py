"""What keeps people from using a page, in the eyes of axe."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

# Contrast takes most of the time, cell by cell. Rows of one table that have parts of the same classes, on
# the same ground, differ in words only: one of them is looked at. All other rules see the whole page.
# Nothing asks for style sheets of other hosts, which axe would load beforehand.
_RUN = """async (within) => {
  const seen = new Set();
  document.querySelectorAll("tbody").forEach((body, table) => [...body.rows].forEach((row, place) => {
    const parts = [row, ...row.querySelectorAll("*")];
    const kinds = parts.map((part) => part.localName + "." + part.getAttribute("class") + "." + part.disabled);
    const sign = [table, place % 2, ...new Set(kinds)].join(" ");
    row.toggleAttribute("data-alike", seen.has(sign));
    seen.add(sign);
  }));
  const every = {resultTypes: ["violations"], preload: false};
  const parts = {include: [[within]], exclude: [["[data-alike]"]]};
  const colours = await axe.run(parts, {...every, runOnly: ["color-contrast"]});
  const rest = await axe.run(within, {...every, rules: {"color-contrast": {enabled: false}}});
  return [...colours.violations, ...rest.violations].map((fault) =>
    ({id: fault.id, impact: fault.impact, nodes: fault.nodes.map((node) => node.html)}));
}"""


def serious_faults(page: Page, within: str = "html") -> list[str]:
    """Return the serious and critical faults of a page, or of a part of it, each with some places."""
    page.evaluate(Axe().axe_script)
    return [
        f"{fault['id']} ({fault['impact']}): {[html[:160] for html in fault['nodes'][:3]]}"
        for fault in page.evaluate(_RUN, within)
        if fault["impact"] in ("serious", "critical")
    ]
