/** The gauges by their names, as Prometheus reads them; one without data is absent. */
export async function readGauges(url: string, token: string): Promise<ReadonlyMap<string, number>> {
  const response = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
  if (!response.ok) throw new Error(`the gauges answered ${response.status}`);
  const samples = (await response.text()).matchAll(/^(gatrix_impact_\w+)\{[^}]*\} (\S+)$/gm);
  return new Map([...samples].map(([, name = '', value]) => [name, Number(value)]));
}
