"""The sample city: a whole fictional city with its frame, waves and answers, to try everything on.

`data` reads the files (`draw_outlines` once drew the map's), `population` and `opinions` are the
model that people answer by, `truth` is what is true of it, `fieldwork` and `answering` simulate,
`loading` and `removal` put it in and take it out; `service` is what others call.
"""
