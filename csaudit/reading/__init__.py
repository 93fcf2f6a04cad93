"""What several readers share, from bytes to transcripts: field names, turns, speakers, vendor records.

fields: names that columns and keys go by. records: a dict or rows of any shape to a transcript. turns: what was said, in
order, to messages. speakers: who opens a line of a log. captions: cues of VTT and SRT. node: JSON that knows its pointer.
vendor: what all vendors' exports need settled. zopim: the chat history that two Zendesk products share.
"""
