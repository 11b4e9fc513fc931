/** The day in UTC as a number like 20261124: a seed that is another one each day, for what finds more the more often it runs. A test says it in its name. */
export const seedOfToday = (): number => Number(new Date().toISOString().slice(0, 10).replaceAll('-', ''));
