"""What stands in the shortlist and its workbook?"""
