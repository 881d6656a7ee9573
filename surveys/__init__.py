"""The survey itself, true without any browser: questionnaires to published results.

The stages are packages in the order of the river (questionnaires, sampling, waves, responses,
tally, results); a stage imports the stages upstream of it and never those downstream.
"""
