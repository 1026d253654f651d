// Where things are in the fictional city: found as a reader finds them, by following links.

/** Paths of links that lead from the page to others of the site and match. */
export async function links(page, pattern) {
  const here = new URL(page.url());
  const hrefs = await page.locator('a[href]').evaluateAll(list => list.map(a => a.href));
  const paths = hrefs.map(href => new URL(href)).filter(url => url.origin === here.origin && url.pathname !== here.pathname)
    .map(url => url.pathname + url.search);
  return [...new Set(paths)].filter(found => pattern.test(found));
}

/** The first of them; else an error that says which page lacks it. */
export async function link(page, pattern) {
  const [first] = await links(page, pattern);
  if (!first) throw new Error(`${page.url()} has no link that matches ${pattern}`);
  return first;
}

/** An open consultation: its draft, an article and the form to comment on it. */
export async function firstOpen({ page, go }) {
  await go('/regulations?status=open');
  const regulation = await link(page, /^\/regulations\/[^/?]+$/);
  await go(regulation);
  const article = await link(page, /\/drafts\/\d+\/articles\/[^/?]+$/);
  const form = await link(page, /\/comments\/new\?art=/);
  const draft = article.replace(/\/articles\/.*/, '');
  return { regulation, draft, article, form };
}
