"""The rules of the programme: calendar, points, boards, checks, networks, grades of a share."""
