export interface Turn {
	/** a regular expression without regard to case; a space also matches a line break in a comment */
	turn: string;
	/** what to write instead */
	say: string;
}

/** Turns that read as a translation, riddles, and British spellings. */
export const turns: Turn[] = [
	// Prepositions and conjunctions
	{
		turn: String.raw`\bsave (on|in|for|where|that|what|those|when|by)\b`,
		say: 'except, apart from',
	},
	{
		turn: String.raw`\bwhere (there|it|they|that|this|one|nothing|nobody|none|no|neither) (is|are|was|were|has|have|had|can|cannot|can't|could|isn't|aren't|doesn't|does|do|did|names?|says?)\b`,
		say: 'if, when',
	},
	{
		turn: String.raw`\b(null|empty|absent|undefined|missing|nothing|unset|only|false|true) where\b`,
		say: 'if, when',
	},
	{ turn: String.raw`\bwhere (nothing|nobody|none|no|neither)\b`, say: 'if no, when nothing' },
	{ turn: String.raw`\bbeside\b`, say: 'next to, in addition to, at the same time as' },
	{ turn: String.raw`\bat once\b`, say: 'immediately, at the same time' },
	{ turn: String.raw`\bso as to\b`, say: 'to' },
	{ turn: String.raw`\blest\b`, say: 'so that ... not' },
	{ turn: String.raw`\bfor want of\b`, say: 'without' },
	{ turn: String.raw`\bin vain\b`, say: 'without success; or say what was expected' },
	{ turn: String.raw`\banew\b`, say: 'again' },
	{ turn: String.raw`\bonce more\b`, say: 'again' },
	{ turn: String.raw`\bat the latest\b`, say: 'no later than, within' },
	{ turn: String.raw`\bthe very (same|moment|first|last|words)\b`, say: 'the same, exactly when' },
	{ turn: String.raw`\bthis very\b`, say: 'this' },
	{ turn: String.raw`\bthe like\b`, say: 'name it, or leave it out' },
	{
		turn: String.raw`\b(thereby|thereof|whereof|hereby|therein|wherein|whoever|whatever it|in so far)\b`,
		say: 'say it in everyday words',
	},
	// One each
	{
		turn: String.raw`\b(a|an|one) (row|item|line|test|file|trigger|node|column|sentence|folder|page|request|event) (a|an) [a-z]+`,
		say: 'one ... per ...',
	},
	// Idioms that aren't
	{ turn: String.raw`\bstands? in (?!for\b)`, say: 'is in, is set in' },
	{ turn: String.raw`\bbelongs? into\b`, say: 'belongs in, goes in' },
	{ turn: String.raw`\bgoes into\b`, say: 'goes in' },
	{ turn: String.raw`\bdear(er|est)?\b`, say: 'expensive, costly' },
	{
		turn: String.raw`\bgive[sn]? (an event|a message|it|them|the event) up\b`,
		say: 'gives up on an event, drops it',
	},
	{ turn: String.raw`\blets? nobody in\b|\bfits nothing\b`, say: 'rejects, refuses with 401' },
	{ turn: String.raw`\bnobody sets back\b`, say: 'monotonic clock' },
	{ turn: String.raw`\bstrangers?\b`, say: 'unauthenticated request; or whose it is' },
	{ turn: String.raw`\bcomes? again\b|\basked to come\b`, say: 'is retried, is redelivered' },
	{ turn: String.raw`\b(its|n8n's) own store\b`, say: "n8n's database" },
	{
		turn: String.raw`\bnot as SiteGPT documents\b`,
		say: 'name the payload, the field, what is missing or invalid',
	},
	{
		turn: String.raw`\bwants? to know\b|\bknows? of\b|\bhears? of\b|\b(is|are|be) told\b|\btold of\b|\btells? of\b`,
		say: 'say who sends or reads what',
	},
	{ turn: String.raw`(?<!You )\basked:(?! Asked)`, say: 'pass criteria' },
	{ turn: String.raw`\bhow can it be seen\b`, say: 'steps to reproduce' },
	{ turn: String.raw`\bcosts nothing\b`, say: 'found no downside; or the figure' },
	{ turn: String.raw`\bwhat (became|becomes) of\b|\bbecame of\b`, say: 'what happened to' },
	{ turn: String.raw`\bis no (?!longer|more|such)[a-z]+\b`, say: "isn't a" },
	{ turn: String.raw`\bin (both|all|any) the cases\b`, say: 'each time' },
	{ turn: String.raw`\bhas to say\b|\bhave to say\b`, say: 'says, contains' },
	{ turn: String.raw`\bsays how (it|n8n|the process) (is|goes)\b`, say: 'reports its health' },
	{ turn: String.raw`\bof (an)?other['’]s\b`, say: 'of other people' },
	{
		turn: String.raw`\b(is|are|was|were|be) asked to (send|come|repeat)\b`,
		say: 'retries, gets 503',
	},
	{
		turn: String.raw`\btakes? (a delivery|an event|the event|deliveries|events)\b`,
		say: 'receives, processes',
	},
	{ turn: String.raw`\bat times\b`, say: 'sometimes, can be' },
	{
		turn: String.raw`\b(endpoint|node|trigger|server|process|n8n|SiteGPT|npm|package) (wants|thinks|believes|hopes|likes|hears)\b`,
		say: 'say what it does or needs',
	},
	{
		turn: String.raw`\bwhich is (it|what)\b|\bwhose it is\b|\bof which (some|none|one)\b`,
		say: 'split the sentence',
	},
	{
		turn: String.raw`\b(does|did|do|is|are|was|were) so too\b|\bas yet\b|\bby and by\b`,
		say: 'say it in everyday words',
	},
	// British spelling
	{
		turn: String.raw`\b(behaviour|colour|favour|honour|neighbour|labour)[a-z]*\b`,
		say: 'American spelling: -or',
	},
	{
		turn: String.raw`\b(cancell(?!ed manually)|labell|modell|travell|signall|totall)(ed|ing)\b`,
		say: 'American spelling: one l',
	},
	{
		turn: String.raw`\b(recogn|organ|initial|serial|normal|synchron|author|summar|minim|maxim|optim|final|real)is(e|es|ed|ing|ation|able)\b`,
		say: 'American spelling: -ize',
	},
	{
		turn: String.raw`\b(licence|centre|catalogue|grey|whilst|amongst|towards)\b`,
		say: 'American spelling',
	},
];
